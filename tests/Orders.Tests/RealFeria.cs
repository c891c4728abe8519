using System.Diagnostics;
using System.Net;
using Feria.Launch;

namespace Feria.Orders.Tests;

/// <summary>
/// Feria as a process of its own, with a gateway that is another: both can be killed hard and started again.
/// </summary>
public sealed class RealFeria : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TestDatabase database = new();
    readonly string keys = Path.Combine(Directory.CreateTempSubdirectory("feria-kill-").FullName, "keys.json");
    readonly int port = FreePort.Any();
    Sandbox sandbox = null!;
    Process? process;

    public Uri Address => new($"http://127.0.0.1:{port}");

    public Task<object?> SqlAsync(string sql) => database.SqlAsync(sql);

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Vault.Create(keys);
        sandbox = await Sandbox.StartAsync(webhookUrl: new Uri(Address, "/api/v1/webhooks/gateway").ToString());
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await sandbox.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(keys)!, recursive: true);
    }

    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo("dotnet",
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "feria.dll"), "serve",
            $"--urls={Address}", "--environment=Testing", "--Logging:LogLevel:Default=Error",
            $"--Feria:Postgres={database.ConnectionString};Maximum Pool Size=20", $"--Feria:Keys={keys}",
            $"--Feria:Gateway:Url={sandbox.Address}", $"--Feria:Gateway:ApiKey={Sandbox.ApiKey}",
            $"--Feria:Gateway:WebhookSecret={Sandbox.WebhookSecret}", "--Feria:PatienceSeconds=30",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var client = new HttpClient { BaseAddress = Address };
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                if ((await client.GetAsync("/api/v1/cart")).StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException) when (watch.Elapsed < Patience && !process.HasExited)
            {
            }
        }
    }

    /// <summary>As kill -9 does. What it left open in the database ends with its connections.</summary>
    public void Kill()
    {
        if (process is null) return;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    /// <summary>
    /// Ends what the dead process left behind at the server, as a broken connection does sooner or later, and its lease
    /// on the call, as half a minute does.
    /// </summary>
    public async Task BuryAsync()
    {
        await SqlAsync("""
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and application_name like 'feria-%'
            """);
        await SqlAsync("update kernel.idempotency set leased_until = now() - interval '1 second' where answer is null");
        await SqlAsync("update kernel.job set leased_until = null");
    }

    /// <summary>Makes the next such change wait, so that the process can be killed in the middle of it.</summary>
    public Task PauseAtAsync(string table, string change, string when) => SqlAsync($"""
        create function public.pause() returns trigger language plpgsql as $$
        begin
            perform pg_sleep(60);
            return new;
        end $$;
        create trigger pause before {change} on {table} for each row when ({when}) execute function public.pause();
        """);

    public async Task UntilPausedAsync()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(20))
            if ((bool)(await SqlAsync("""
                select exists (
                    select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep')
                """))!)
                return;
        throw new TimeoutException("Nothing came to the pause.");
    }

    public Task GoOnAsync(string table) => SqlAsync($"drop trigger pause on {table}; drop function public.pause()");

    public async Task<Guid> OfferAsync(long units)
    {
        var (store, product, variant, offer) = (Id.New(), Id.New(), Id.New(), Id.New());
        await SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency)
            values ('{store}', 'store-{store}', 'Store', 'BR', 'BRL');
            insert into catalog.product (id, slug, title, language) values ('{product}', 'p-{product}', 'Thing', 'en');
            insert into catalog.variant (id, product_id) values ('{variant}', '{product}');
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values ('{offer}', '{variant}', '{store}', 'SKU', 1000, 'BRL');
            insert into inventory.stock (region, offer_id, on_hand) values ('main', '{offer}', {units});
            insert into inventory.movement (region, id, offer_id, kind, units_from, units_to)
            values ('main', '{Id.New()}', '{offer}', 'initial', 0, {units})
            """);
        return offer;
    }

    public async Task<string> UnitsAsync(Guid offer) => (string)(await SqlAsync(
        $"select on_hand || ' ' || reserved || ' ' || sold from inventory.stock where offer_id = '{offer}'"))!;

    /// <summary>Buyers, orders, stock and books all tell the same.</summary>
    public async Task<bool> AllAddsUpAsync() => (bool)(await SqlAsync("""
        select not exists (
                select from inventory.stock s
                left join (select offer_id, sum(units_to - units_from) as moved
                    from inventory.movement group by offer_id) m using (offer_id)
                left join (select offer_id, sum(quantity) filter (where state = 'held') as held,
                        sum(quantity) filter (where state = 'sold') as sold
                    from inventory.reservation group by offer_id) r using (offer_id)
                left join (select l.offer_id, sum(l.quantity) as ordered
                    from orders.order_line l
                    join orders.store_order o on o.id = l.order_id
                    where o.status in ('paid', 'preparing', 'shipped', 'delivered')
                    group by l.offer_id) o using (offer_id)
                where s.on_hand <> coalesce(m.moved, 0) or s.reserved <> coalesce(r.held, 0)
                    or s.sold <> coalesce(r.sold, 0) or s.sold <> coalesce(o.ordered, 0))
            and not exists (select from payments.entry group by currency having sum(amount_minor) <> 0)
            and not exists (
                select from orders.checkout c
                join payments.payment p on p.checkout_id = c.id
                where c.status = 'confirmed' and c.method = 'card' and p.captured_minor <> c.total_minor)
        """))!;
}
