using System.Collections.Concurrent;
using System.Globalization;

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

    readonly ConcurrentQueue<string> killed = new();
    Town town = null!;
    Buyers buyers = null!;

    static int Orders => int.TryParse(
        Environment.GetEnvironmentVariable("FERIA_TEST_ORDERS"), CultureInfo.InvariantCulture, out var orders)
        ? orders
        : UsualOrders;

    // Each of six or seven, the promotion, and some of them again; one for a hundred orders where there are many.
    static int Kills => Math.Max(10, Orders / 100);

    [Theory]
    [InlineData(Settings.Polling)]
    [InlineData(Settings.Decoding)]
    [InlineData(Settings.OfKafka)]
    public async Task Whoever_is_killed_whenever_each_purchase_and_all_it_leads_to_happens_once(string feed)
    {
        Assert.SkipWhen(await PairedCluster.MissingAsync() is not null, "No replica can be made here.");
        await using var kafka = feed == Settings.OfKafka ? RealKafka.OpenOrSkip() : null;
        await using var opened = town = await Town.OpenAsync(feed, Orders, kafka);
        buyers = new(town);
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {Orders} orders, {feed}");
        var killing = KillAsync(new Random(seed));
        await Parallel.ForAsync(0, Orders, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            // Each part of them waits until somebody has died while those before it were placed.
            while (killed.Count < i * Kills / Orders && !killing.IsCompleted) await Task.Delay(20);
            await buyers.BuyAsync(i);
        });
        await killing;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(
            ", ", killed.CountBy(name => name).Select(count => $"{count.Key} {count.Value}")));

        await buyers.EachOnceAsync(Orders, left: 0);
        if (kafka is not null) await HeardOutsideAsync(kafka);
    }

    // Of what stands at the brokers, who keeps to the rule hears the log, each event once and in its order.
    async Task HeardOutsideAsync(RealKafka kafka)
    {
        await Launched.UntilAsync(async () => await town.SqlAsync("""
            select not exists (
                select from kernel.event e, kernel.relay r where (e.visible_from, e.seq) > (r.visible_from, r.seq))
            """) is true, "the log is not handed on");
        var log = (string[])(await town.SqlAsync(
            "select array_agg(id::text order by shard, visible_from, seq) from kernel.event"))!;
        using var listening = new Listening(kafka.Settings);
        listening.Hear(log.Length);
        Assert.Equal(log, listening.Once.OrderBy(one => one.Partition).Select(one => $"{one.Id}"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{log.Length} events outside, {listening.All.Count - log.Length} of them again");
    }

    // Dealt as cards are: each dies before any dies again. Once half is sold, the primary dies for good.
    async Task KillAsync(Random random)
    {
        var (deck, hasPromoted) = (new Stack<string>(), false);
        for (var kill = 0; kill < Kills; kill++)
        {
            while (buyers.Checkouts.Count <= kill * Orders / Kills) await Task.Delay(20);
            await Task.Delay(random.Next(300));
            var name = "primary for good";
            if (!hasPromoted && buyers.Checkouts.Count >= Orders / 2)
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
}
