using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Feria.Launch;

namespace Feria.Payments.Tests;

/// <summary>Feria's process is killed with -9 wherever it is in a purchase; buyers try again with their key.</summary>
public sealed class CrashTests(CrashTests.Shop market) : IClassFixture<CrashTests.Shop>
{
    const int Kills = 4;
    const int Buyers = 12;
    const int BetweenKills = 10;

    static readonly string[] Cards =
    [
        "tok_approve", "tok_webhook_never", "tok_charge_then_timeout", "tok_error_after_charge", "tok_slow",
        "tok_decline_funds", "tok_webhook_twice",
    ];

    [Fact]
    public async Task Killed_anywhere_in_a_purchase_nothing_is_lost_and_nothing_charged_twice()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1_000, 100_000);
        var seed = Random.Shared.Next();
        var chance = new Random(seed);
        using var stop = new CancellationTokenSource();
        await market.Node.StartAsync();

        var buying = Enumerable.Range(0, Buyers)
            .Select(at => BuyAsync(offer, new Random(seed + at), stop.Token))
            .ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var enough = bought.Count + BetweenKills;
            for (var i = 0; i < 400 && bought.Count < enough; i++) await Task.Delay(50);
            await Task.Delay(chance.Next(150));
            market.Node.Kill();
            await market.Node.StartAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(buying);
        var cut = interrupted.Count;
        await Task.WhenAll(interrupted.Select(async purchase =>
        {
            Guid? answer;
            while ((answer = await TryAsync(offer, purchase)) is null) await Task.Delay(300);
            bought.Add(answer.Value);
        }));

        TestContext.Current.TestOutputHelper!.WriteLine($"{bought.Count} purchases, {cut} of them cut, seed {seed}");
        Assert.True(cut > 0, "No purchase was cut.");
        Assert.Equal(bought.Count, bought.Distinct().Count());
        Assert.Equal((long)bought.Count, await market.SqlAsync("select count(*) from orders.checkout"));

        // Whatever was cut, each buyer's payment is settled, or waits for its buyer with a way to go on.
        await market.SweepAsync();
        Assert.Equal("", await InTheAirAsync());

        // What its buyer left expires; then nothing is awaited. The application's own sweeper may have some in hand.
        await market.SqlAsync("update orders.checkout set expires_at = now() where status = 'placed'");
        for (var i = 0; i < 1_200 && await OpenAsync() > 0; i++) await Task.Delay(50);
        for (var i = 0; i < 600 && await AwaitedAsync() > 0; i++, await Task.Delay(100)) await market.SweepAsync();
        Assert.Equal(0, await AwaitedAsync());

        await market.BooksAddUpAsync();
        Assert.Equal(await market.SqlAsync("select count(*) from orders.checkout where status = 'confirmed'"),
            (await market.UnitsAsync(offer)).Sold);
        Assert.Equal(0, (await market.UnitsAsync(offer)).Reserved);
    }

    async Task<string> InTheAirAsync() => (string)(await market.SqlAsync("""
        select coalesce(string_agg(concat_ws(' ', method, status, why, gateway_id, looks, look_at - now()), '; '), '')
        from payments.payment
        where status not in ('captured', 'due_on_delivery', 'failed', 'action_needed')
        """))!;

    async Task<long> AwaitedAsync() => (long)(await market.SqlAsync("""
        select count(*) from payments.payment
        where status not in ('captured', 'due_on_delivery', 'failed', 'refunded')
        """))!;

    async Task<long> OpenAsync() =>
        (long)(await market.SqlAsync("select count(*) from orders.checkout where status = 'placed'"))!;

    // A purchase that was cut is left for later: its key is leased to the process that died.
    async Task BuyAsync(Guid offer, Random chance, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var purchase = chance.Next(10) == 0
                ? new Purchase(Token.New(), Id.New(), "cash_on_delivery", null)
                : new Purchase(Token.New(), Id.New(), "card", Cards[chance.Next(Cards.Length)]);
            if (await TryAsync(offer, purchase) is { } checkout)
            {
                bought.Add(checkout);
                continue;
            }

            interrupted.Add(purchase);
            await market.Node.Up;
        }
    }

    sealed record Purchase(string Guest, Guid Key, string Method, string? Card);

    readonly ConcurrentBag<Guid> bought = [];
    readonly ConcurrentBag<Purchase> interrupted = [];

    async Task<Guid?> TryAsync(Guid offer, Purchase purchase)
    {
        using var client = new HttpClient { BaseAddress = market.Node.Address, Timeout = TimeSpan.FromSeconds(40) };
        client.DefaultRequestHeaders.Add("Feria-Cart", purchase.Guest);
        client.DefaultRequestHeaders.Add("Idempotency-Key", purchase.Key.ToString());
        try
        {
            using var answer = await client.PostAsJsonAsync(
                "/api/v1/checkouts", PayingMarket.Purchase(purchase.Method, purchase.Card, [offer]));
            if (answer.StatusCode is HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError) return null;
            var body = await answer.JsonAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.Created, body.ToString());
            return body.GetProperty("id").GetGuid();
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The market, and a second process on the same database which is the one that dies.</summary>
    public sealed class Shop : PayingMarket, IAsyncLifetime
    {
        readonly string keys = Path.Combine(Directory.CreateTempSubdirectory("feria-crash-").FullName, "keys.json");

        public FeriaNode Node { get; private set; } = null!;

        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string>(base.Settings) { ["Feria:Keys"] = keys };

        protected override async Task PrepareAsync()
        {
            await base.PrepareAsync();
            Node = new FeriaNode(new Dictionary<string, string>(Settings)
            {
                ["Feria:Postgres"] = ConnectionString + ";Maximum Pool Size=20",
                ["Logging:LogLevel:Default"] = "Error",
            });
        }

        protected override void MakeKeys() => Vault.Create(keys);

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            Node?.Kill();
            await CloseAsync();
            Directory.Delete(Path.GetDirectoryName(keys)!, recursive: true);
            GC.SuppressFinalize(this);
        }
    }
}

/// <summary>Feria as it runs in production: a process that can be killed.</summary>
public sealed class FeriaNode(IReadOnlyDictionary<string, string> settings)
{
    readonly int port = FreePort.Any();
    Process? process;
    TaskCompletionSource up = NewWait();

    /// <summary>Done while it answers.</summary>
    public Task Up => up.Task;

    public Uri Address => new($"http://127.0.0.1:{port}");

    public async Task StartAsync()
    {
        var dll = Path.Combine(AppContext.BaseDirectory, "feria.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = ["exec", dll, "serve", "--", $"--urls={Address}"];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings) start.ArgumentList.Add($"--{name}={value}");
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var client = new HttpClient { BaseAddress = Address };
        for (var i = 0; i < 600; i++, await Task.Delay(100))
        {
            Assert.False(process.HasExited, "Feria did not start.");
            try
            {
                if (!(await client.GetAsync("/healthz")).IsSuccessStatusCode) continue;
                up.SetResult();
                return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new TimeoutException("Feria did not listen within a minute.");
    }

    static TaskCompletionSource NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Kill()
    {
        if (process is null) return;
        up = NewWait();
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }
}
