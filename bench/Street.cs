using System.Net.Http.Headers;
using Dapper;
using Feria.Kernel;
using Feria.Testing;
using Npgsql;

namespace Feria.Bench;

/// <summary>How long and by how many each scenario is measured.</summary>
/// <param name="Clients">Of closed loads.</param>
/// <param name="Seconds">Of each of its loads and baselines.</param>
/// <param name="Shoppers">Connected at once, in the scenario of that name.</param>
/// <param name="TellsStatements">Whether those that took longest are told of each.</param>
sealed record Plan(int Clients, double Seconds, int Shoppers, bool TellsStatements)
{
    public TimeSpan Run => TimeSpan.FromSeconds(Seconds);
    public TimeSpan WarmUp => Run / 2;
}

/// <summary>
/// A world served by a process of its own, with a payment gateway beside it, what its shoppers ask for, and what all of
/// it is held against.
/// </summary>
sealed class Street : IAsyncDisposable
{
    const int Sample = 2000;

    readonly Sandbox gateway;
    Bare? bare;
    Pgbench? pgbench;

    Street(Installation installation, Sandbox gateway, Size size, Plan plan)
    {
        (Installation, this.gateway, Size, Plan) = (installation, gateway, size, plan);
        Meter = new(installation);
        Bank = new() { BaseAddress = gateway.Address };
        Bank.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Sandbox.ApiKey);
    }

    public Installation Installation { get; }
    public Size Size { get; }
    public Plan Plan { get; }
    public Meter Meter { get; }

    /// <summary>The gateway, as those who pay there see it.</summary>
    public HttpClient Bank { get; }

    public Uri Shop => Installation.Http.BaseAddress!;
    public Bare Bare => bare!;
    public Pgbench Pgbench => pgbench!;

    public sealed record Product(string Id, string Slug, string Title, string Offer);

    /// <summary>The most sold products, the most sold first, each with an offer.</summary>
    public required IReadOnlyList<Product> Products { get; init; }

    /// <summary>Everything that can be bought.</summary>
    public required IReadOnlyList<string> Offers { get; init; }

    /// <summary>Categories with products in them.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>What was answered as placed.</summary>
    public Receipts Receipts { get; } = new();

    /// <summary>What scenarios proved of themselves.</summary>
    public List<Invariant> Invariants { get; } = [];

    /// <summary>Requests a second of the open loads, by scenario, where another street sets them.</summary>
    public IReadOnlyDictionary<string, double> Paces { get; init; } = new Dictionary<string, double>();

    public static async Task<Street> OpenAsync(
        Size size, Plan plan, Installation installation, IReadOnlyDictionary<string, double>? paces,
        CancellationToken stop)
    {
        var port = Launch.FreePort.Any();
        await installation.ServeOutsideAsync(
            stop, $"--Feria:Gateway:Url=http://127.0.0.1:{port}", $"--Feria:Gateway:ApiKey={Sandbox.ApiKey}",
            $"--Feria:Gateway:WebhookSecret={Sandbox.WebhookSecret}");
        await installation.SettleAsync(Console.Error, stop);
        var gateway = await Sandbox.StartAsync(
            port, new Uri(installation.Http.BaseAddress!, "/api/v1/webhooks/gateway").ToString());
        await using var connection = new NpgsqlConnection(installation.ConnectionString);
        var street = new Street(installation, gateway, size, plan)
        {
            Products = [.. await connection.QueryAsync<Product>(ProductsSql, new { Sample })],
            Offers = [.. await connection.QueryAsync<string>(OffersSql)],
            Categories = [.. await connection.QueryAsync<string>(CategoriesSql)],
            Paces = paces ?? new Dictionary<string, double>(),
        };
        try
        {
            street.bare = await Bare.StartAsync(await street.CopyAnswersAsync(stop), stop);
            street.pgbench = await Pgbench.OpenAsync(installation.ConnectionString);
            await street.pgbench.PutDocumentsAsync(connection, street.Products.Select(one => one.Title), stop);
            return street;
        }
        catch
        {
            await street.DisposeAsync();
            throw;
        }
    }

    /// <summary>Addresses of what the bare endpoint sends too.</summary>
    public string HotProduct => $"/api/v1/products/{Products[0].Id}";

    public string HotPage => $"/product/{Products[0].Slug}";

    public string HotList => ListOf(Categories[0]);

    public static string ListOf(string category) => $"/api/v1/products?category={category}&limit=24";

    // What the bare endpoint sends are the very bytes the shop sent.
    async Task<string> CopyAnswersAsync(CancellationToken stop)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Installation.Folder, "answers")).FullName;
        foreach (var (name, address) in new[]
            { ("product.json", HotProduct), ("page.html", HotPage), ("list.json", HotList) })
            await File.WriteAllBytesAsync(
                Path.Combine(folder, name), await Installation.Http.GetByteArrayAsync(address, stop), stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "ok.json"), "{}", stop);
        return folder;
    }

    /// <summary>Somebody who may make flash sales and prove them.</summary>
    public async Task<HttpClient> ManagerAsync(CancellationToken stop)
    {
        await Installation.SqlAsync("""
            insert into accounts.account_role (region, account_id, role, given_at)
            select region, id, 'platform_manager', now() from accounts.account order by id limit 1
            on conflict do nothing
            """);
        var client = new HttpClient { BaseAddress = Shop };
        client.DefaultRequestHeaders.Authorization = new(
            "Bearer", await People.SignInAsync(client, People.EmailOf(0), stop));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Bank.Dispose();
        bare?.Dispose();
        if (pgbench is not null) await pgbench.DisposeAsync();
        await gateway.DisposeAsync();
        await Installation.DisposeAsync();
    }

    const string ProductsSql = """
        -- bench.street.products
        select p.id::text, p.slug, p.title, o.id::text as offer
        from catalog.product p
        join lateral (
            select o.id
            from catalog.variant v
            join catalog.offer o on o.variant_id = v.id
            where v.product_id = p.id and o.withdrawn_at is null
            order by o.id
            limit 1) o on true
        left join (select product_id, sum(units) as units from search.sale group by product_id) s
            on s.product_id = p.id
        where p.withdrawn_at is null
        order by s.units desc nulls last, p.id
        limit @Sample
        """;

    const string OffersSql = """
        -- bench.street.offers
        select id::text from catalog.offer where withdrawn_at is null order by id
        """;

    /// <summary>Categories that have products, those with most of them first.</summary>
    public const string CategoriesSql = """
        -- bench.street.categories
        select c.slug
        from catalog.category c
        join catalog.product_category p on p.category_id = c.id
        group by c.slug
        order by count(*) desc, c.slug
        """;
}
