using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Npgsql;

namespace Feria.Resiliency.Tests;

/// <summary>
/// A marketplace sells while whatever it stands on dies by kill -9, each at some moment, and the replica takes over.
/// Every purchase is said again with its key until it is answered; in the end each is one purchase, and everything it
/// leads to happened once.
/// </summary>
public sealed class KilledTests
{
    const int UsualOrders = 60;
    const int AtOnce = 24;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    readonly ConcurrentQueue<string> killed = new();
    readonly ConcurrentBag<Guid> checkouts = [];
    Town town = null!;

    static int Orders => int.TryParse(
        Environment.GetEnvironmentVariable("FERIA_TEST_ORDERS"), CultureInfo.InvariantCulture, out var orders)
        ? orders
        : UsualOrders;

    // Each of six, the promotion, and some of them again; one for a hundred orders where there are many.
    static int Kills => Math.Max(10, Orders / 100);

    [Theory]
    [InlineData(Settings.Polling)]
    [InlineData(Settings.Decoding)]
    public async Task Whoever_is_killed_whenever_each_purchase_and_all_it_leads_to_happens_once(string feed)
    {
        Assert.SkipWhen(await PairedCluster.MissingAsync() is not null, "No replica can be made here.");
        await using var opened = town = await Town.OpenAsync(feed, Orders);
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {Orders} orders, {feed}");
        var killing = KillAsync(new Random(seed));
        await Parallel.ForAsync(0, Orders, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            // Each part of them waits until somebody has died while those before it were placed.
            while (killed.Count < i * Kills / Orders && !killing.IsCompleted) await Task.Delay(20);
            checkouts.Add(await BuyAsync(i));
        });
        await killing;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(
            ", ", killed.CountBy(name => name).Select(count => $"{count.Key} {count.Value}")));
        await SettleAsync();

        Assert.Equal(Orders, checkouts.Distinct().Count());
        Assert.Equal("0 0 " + Orders, await town.SqlAsync(
            $"select on_hand || ' ' || reserved || ' ' || sold from inventory.stock where offer_id = '{town.Offer}'"));
        Assert.Equal(
            (long)Orders, await town.SqlAsync("select count(*) from orders.checkout where status = 'confirmed'"));
        foreach (var (what, sql) in Once)
            Assert.Equal((what, (long)Orders), (what, (long)(await town.SqlAsync(sql))!));
        Assert.Equal("", await town.VerifyAsync("references"));
        Assert.Equal("", await town.VerifyAsync("copies"));
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
            using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(town.Anyone, "/api/v1/checkouts"));
            call.Headers.Add("Feria-Cart", guest);
            call.Headers.Add("Idempotency-Key", key);
            call.Content = JsonContent.Create(new
            {
                address = new PostalAddress("Rua das Flores 12", null, "São Paulo", "SP", "01310-100", "BR"),
                payment = new { method = "cash_on_delivery" },
                contact = new { fullName = "Ana Souza", email = $"ana.{number}@example.com" },
                items = new[] { new { offer = town.Offer, quantity = 1 } },
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

    // Dealt as cards are: each dies before any dies again. Once half is sold, the primary dies for good.
    async Task KillAsync(Random random)
    {
        var (deck, hasPromoted) = (new Stack<string>(), false);
        for (var kill = 0; kill < Kills; kill++)
        {
            while (checkouts.Count <= kill * Orders / Kills) await Task.Delay(20);
            await Task.Delay(random.Next(300));
            var name = "primary for good";
            if (!hasPromoted && checkouts.Count >= Orders / 2)
            {
                await town.PromoteAsync();
                (hasPromoted, deck) = (true, new());
            }
            else
            {
                var victims = town.Victims.ToDictionary(victim => victim.Name, victim => victim.KillAsync);
                if (deck.Count == 0) deck = new(Shuffled(victims.Keys, random));
                name = deck.Pop();
                await victims[name](random);
            }

            killed.Enqueue(name);
        }
    }

    static string[] Shuffled(IEnumerable<string> names, Random random)
    {
        string[] shuffled = [.. names];
        random.Shuffle(shuffled);
        return shuffled;
    }

    async Task SettleAsync()
    {
        object? busy = null;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100))
        {
            try
            {
                busy = await town.SqlAsync(FeriaHost.UnsettledSql);
            }
            catch (NpgsqlException recovering)
            {
                busy = recovering.Message;
            }

            if (busy is DBNull) return;
        }

        throw new TimeoutException($"Still busy: {busy}");
    }
}
