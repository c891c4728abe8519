using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Feria.Contracts;
using Feria.Launch;
using Npgsql;

namespace Feria.Resiliency.Tests;

/// <summary>
/// Two processes sell while either of them and PostgreSQL die by kill -9 at random moments. Every purchase is said
/// again with its key until it is answered; in the end each is one purchase, and everything it leads to happened once.
/// </summary>
public sealed class KilledTests : IAsyncLifetime
{
    const int UsualOrders = 60;
    const int AtOnce = 24;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Directly under /tmp because a socket's path must be short and PostgreSQL's user must reach it.
    readonly string folder = Path.Combine("/tmp", $"feria-{Guid.NewGuid():N}"[..18]);
    readonly string keys = Path.Combine(Directory.CreateTempSubdirectory("feria-kill-").FullName, "keys.json");
    readonly int[] ports = [FreePort(), FreePort()];
    readonly Process?[] processes = new Process?[2];
    readonly Guid offer = Id.New();
    PostgresBinaries binaries = null!;
    PrivateCluster cluster = null!;

    static int Orders => int.TryParse(
        Environment.GetEnvironmentVariable("FERIA_TEST_ORDERS"), CultureInfo.InvariantCulture, out var orders)
        ? orders
        : UsualOrders;

    public async ValueTask InitializeAsync()
    {
        binaries = (await PostgresBinaries.FindAsync(TestCluster.Root))!;
        cluster = await PrivateCluster.OpenAsync(folder, binaries, Durability.Full);
        await Migrator.RunAsync(cluster.ConnectionString(), Marketplace.Migrations);
        Vault.Create(keys);
        var (store, product, variant) = (Id.New(), Id.New(), Id.New());
        await SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency)
            values ('{store}', 'store', 'Store', 'BR', 'BRL');
            insert into catalog.product (id, slug, title, language) values ('{product}', 'thing', 'Thing', 'en');
            insert into catalog.variant (id, product_id) values ('{variant}', '{product}');
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values ('{offer}', '{variant}', '{store}', 'SKU', 1000, 'BRL');
            insert into inventory.stock (region, offer_id, on_hand) values ('main', '{offer}', {Orders});
            insert into inventory.movement (region, id, offer_id, kind, units_from, units_to)
            values ('main', '{Id.New()}', '{offer}', 'initial', 0, {Orders});
            insert into kernel.event (region, id, shard, visible_from, kind, key, body)
            values ('main', '{Id.New()}', {Shard.Of(product)}, 1, 'catalog.product-put.v1', '{product}',
                '{JsonSerializer.Serialize(new ProductPut(product), Json.Options)}')
            """);
        Start(0);
        Start(1);
    }

    public async ValueTask DisposeAsync()
    {
        Kill(0);
        Kill(1);
        await cluster.DisposeAsync();
        await PrivateCluster.StopAsync(folder, binaries);
        Directory.Delete(folder, recursive: true);
        Directory.Delete(Path.GetDirectoryName(keys)!, recursive: true);
    }

    [Fact]
    public async Task Whoever_is_killed_whenever_each_purchase_and_all_it_leads_to_happens_once()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {Orders} orders");
        using var over = new CancellationTokenSource();
        var killing = KillAsync(new Random(seed), over.Token);
        var checkouts = new ConcurrentBag<Guid>();
        await Parallel.ForAsync(0, Orders, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
            checkouts.Add(await BuyAsync(i)));
        await over.CancelAsync();
        var kills = await killing;
        TestContext.Current.TestOutputHelper?.WriteLine($"killed: {kills}");
        for (var one = 0; one < 2; one++) if (processes[one] is null) Start(one);
        await SettleAsync();

        Assert.Equal(Orders, checkouts.Distinct().Count());
        Assert.Equal("0 0 " + Orders, await SqlAsync(
            $"select on_hand || ' ' || reserved || ' ' || sold from inventory.stock where offer_id = '{offer}'"));
        Assert.Equal((long)Orders, await SqlAsync("select count(*) from orders.checkout where status = 'confirmed'"));
        foreach (var (what, sql) in Once)
            Assert.Equal((what, (long)Orders), (what, (long)(await SqlAsync(sql))!));
        Assert.Equal("", await RunAsync("references"));
        Assert.Equal("", await RunAsync("copies"));
    }

    static readonly (string What, string Sql)[] Once =
    [
        ("orders that said once that they were placed", """
            select count(*) from (
                select key from kernel.event where kind = 'orders.order-placed.v1'
                group by key having count(*) = 1) once
            """),
        ("orders that said once that they were confirmed", """
            select count(*) from (
                select key from kernel.event where kind = 'orders.order-confirmed.v1'
                group by key having count(*) = 1) once
            """),
        ("purchases counted for what is trending", """
            select count(*) from recommendations.behaviour where kind = 'purchase'
            """),
        ("units counted as sold by the index", "select sum(units)::bigint from search.sale"),
        ("letters that confirm an order", """
            select count(*) from notifications.letter where template = (
                select template from notifications.letter group by template order by count(*) desc limit 1)
            """),
    ];

    async Task<Guid> BuyAsync(int number)
    {
        var (guest, key) = (Token.New(), Token.New());
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100))
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            using var call = new HttpRequestMessage(
                HttpMethod.Post, $"http://127.0.0.1:{ports[Random.Shared.Next(2)]}/api/v1/checkouts");
            call.Headers.Add("Feria-Cart", guest);
            call.Headers.Add("Idempotency-Key", key);
            call.Content = JsonContent.Create(new
            {
                address = new PostalAddress("Rua das Flores 12", null, "São Paulo", "SP", "01310-100", "BR"),
                payment = new { method = "cash_on_delivery" },
                contact = new { fullName = "Ana Souza", email = $"ana.{number}@example.com" },
                items = new[] { new { offer, quantity = 1 } },
            });
            try
            {
                using var answer = await client.SendAsync(call);
                if ((int)answer.StatusCode == 201)
                    return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
                Assert.True(
                    (int)answer.StatusCode is 409 or >= 500, await answer.Content.ReadAsStringAsync());
            }
            catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
            {
                // Killed in the middle, or not there yet: said again.
            }
        }

        throw new TimeoutException("A purchase was never answered.");
    }

    // A process, the other, a server process of PostgreSQL: PostgreSQL then recovers as after a crash.
    async Task<string> KillAsync(Random random, CancellationToken over)
    {
        var kills = new int[3];
        try
        {
            while (true)
            {
                await Task.Delay(random.Next(1_500, 6_000), over);
                var victim = random.Next(3);
                kills[victim]++;
                if (victim < 2)
                {
                    Kill(victim);
                    await Task.Delay(random.Next(50, 500), over);
                    Start(victim);
                    await Task.Delay(2_000, over);
                }
                else
                {
                    await KillServerProcessAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            return $"first {kills[0]}, second {kills[1]}, PostgreSQL {kills[2]} times";
        }
    }

    async Task KillServerProcessAsync()
    {
        try
        {
            var victim = (int)(await SqlAsync("""
                select pid from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid() order by random() limit 1
                """))!;
            using var kill = Process.Start("kill", ["-9", $"{victim}"]);
            await kill.WaitForExitAsync();
        }
        catch (Exception away) when (away is NpgsqlException or NullReferenceException)
        {
            // It is just recovering from the last time.
        }
    }

    void Start(int which)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "feria.dll"), "serve",
            $"--urls=http://127.0.0.1:{ports[which]}", "--environment=Testing", "--Logging:LogLevel:Default=None",
            $"--Feria:Postgres={cluster.ConnectionString()};Maximum Pool Size=20", $"--Feria:Keys={keys}",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        processes[which] = Process.Start(start)!;
        processes[which]!.BeginOutputReadLine();
        processes[which]!.BeginErrorReadLine();
    }

    void Kill(int which)
    {
        if (processes[which] is not { } process) return;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        processes[which] = null;
    }

    async Task SettleAsync()
    {
        object? busy = null;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100))
        {
            busy = await SqlAsync(FeriaHost.UnsettledSql);
            if (busy is DBNull) return;
        }

        throw new TimeoutException($"Still busy: {busy}");
    }

    // The command itself, as an operator gives it; what it said where it was not content.
    async Task<string> RunAsync(string what)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "feria.dll"), "verify", what])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FERIA_ROOT"] = TestCluster.Root;
        start.Environment["Feria__Postgres"] = cluster.ConnectionString();
        start.Environment["Feria__Keys"] = keys;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var trouble = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? "" : $"{await said}{await trouble}";
    }

    async Task<object?> SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            cluster.ConnectionString() + ";Pooling=false;Timeout=60;Command Timeout=120");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    static int FreePort()
    {
        using var probe = new TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }
}
