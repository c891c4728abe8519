using Feria.Accounts;
using Feria.Contracts;
using Feria.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Bench;

/// <summary>
/// Two years of a marketplace in a few minutes: accounts, orders with their money, goods and events, and reviews, by
/// COPY, with every constraint and index in force. The same size and seed give the same rows, but for what is sealed.
/// </summary>
static class World
{
    /// <summary>
    /// Into an installation without trade, whose application may run as long as nobody shops. What is for sale is
    /// taken; where nothing is, products are made. Their documents are written by the running application afterwards.
    /// </summary>
    /// <param name="services">Of the application, which need not be running.</param>
    /// <param name="tell">Hears how far it is.</param>
    public static async Task LoadAsync(IServiceProvider services, Size size, TextWriter tell, CancellationToken stop)
    {
        var database = services.GetRequiredService<Database>();
        await using var holding = await OpenAsync();
        await using var held = await holding.BeginTransactionAsync(stop);
        var memory = new Memory(holding);
        await memory.HoldStillAsync(services.GetServices<Reaction>(), stop);

        await using var connection = await OpenAsync();
        if (await AskAsync<bool>("select exists (select from orders.checkout)"))
            throw new InvalidOperationException("There is trade already: a world begins with none.");
        if (!await AskAsync<bool>("select exists (select from catalog.offer)"))
            await new Goods(size).LoadAsync(connection, new("products", size.Products, tell), stop);
        var shelves = await Shelves.ReadAsync(
            database, services.GetRequiredService<IOfferBook>(), services.GetRequiredService<IStoreBook>(), size.Seed);
        var people = await People.LoadAsync(
            connection, database.Region, services.GetRequiredService<Vault>(),
            services.GetRequiredService<Passwords>(), size, new("accounts", size.Users, tell), stop);

        await AskAsync<object?>(OwnersSql);
        await AskAsync<object?>(LedgerAccountsSql);
        var stockroom = new Stockroom(database.Region, shelves, size);
        await stockroom.OpenAsync(connection, stop);
        var checkouts = await new Trading(
            database.Region, size, new Trade(size, shelves, people.Accounts), people,
            new("orders", size.Orders, tell), OpenAsync).RunAsync(stop);
        await AskAsync<long>($"select setval('orders.checkout_number', {checkouts})");
        await stockroom.CloseAsync(connection, stop);
        await new Opinions(size, shelves, people.Accounts, new(database.Region))
            .LoadAsync(connection, new("reviews", size.Reviews, tell), stop);

        await memory.GoOnBehindAllAsync(stop);
        await SayWhatIsForSaleAsync();
        await held.CommitAsync(stop);
        await AskAsync<object?>("vacuum analyze");

        async Task<NpgsqlConnection> OpenAsync()
        {
            var opened = new NpgsqlConnection(services.GetRequiredService<IConfiguration>()["Feria:Postgres"]
                + ";Pooling=false;Command Timeout=0;Options=-c synchronous_commit=off");
            await opened.OpenAsync(stop);
            return opened;
        }

        async Task<T> AskAsync<T>(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return (T)(await command.ExecuteScalarAsync(stop))!;
        }

        async Task SayWhatIsForSaleAsync()
        {
            var events = new EventRows(database.Region);
            await events.OpenAsync(holding, stop);
            var chance = new Chance(Chance.SeedOf(size.Seed, "news", 0));
            for (var rank = 0; rank < shelves.Products; rank++)
                events.Add(chance, size.Until, new ProductPut(shelves.Product(rank)[0].Product));
            await events.SendAsync(holding, stop);
        }
    }

    // The first accounts own the stores that nobody owns.
    const string OwnersSql = """
        -- bench.world.owners
        insert into stores.staff (store_id, account_id)
        select s.id, a.id
        from (
            select id, row_number() over (order by id) as number
            from stores.store s
            where not exists (select from stores.staff f where f.store_id = s.id)) s
        join (select id, row_number() over (order by id) as number from accounts.account) a using (number)
        """;

    const string LedgerAccountsSql = """
        -- bench.world.ledger-accounts
        insert into payments.ledger_account (region, name, owner, currency)
        select 'main', a.name, a.owner, c.currency
        from (select distinct currency from catalog.offer) c
        cross join (
            select name, '00000000-0000-0000-0000-000000000000'::uuid as owner
            from unnest(array['gateway', 'cash_due', 'held', 'commission']) as n(name)
            union all
            select 'store', id from stores.store) a
        on conflict do nothing
        """;
}
