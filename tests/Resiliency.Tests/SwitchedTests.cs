using System.Diagnostics;

namespace Feria.Resiliency.Tests;

/// <summary>
/// A marketplace that sells all the while takes another feed, process by process, by kill -9; every copy stays true.
/// </summary>
public sealed class SwitchedTests
{
    const int AtOnce = 4;
    const int Units = 100_000;
    const int OrdersBetween = 40;
    static readonly string[] Feeds = [Settings.OfKafka, Settings.Decoding, Settings.OfKafka, Settings.Polling];

    [Fact]
    public async Task While_orders_come_the_feed_changes_and_changes_back_and_every_effect_happens_once()
    {
        Assert.SkipWhen(await PairedCluster.MissingAsync() is not null, "No replica can be made here.");
        await using var kafka = RealKafka.OpenOrSkip();
        await using var town = await Town.OpenAsync(Settings.Polling, Units, kafka);
        var buyers = new Buyers(town);
        var (isEnough, began) = (false, 0);
        var selling = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (!isEnough) await buyers.BuyAsync(Interlocked.Increment(ref began));
        }));
        foreach (var feed in Feeds)
        {
            await SellAsync(feed);
            await town.ChangeFeedAsync(feed);
            await SellAsync(feed);
            var watch = Stopwatch.StartNew();
            Assert.Equal("", await town.VerifyAsync("copies"));
            Assert.Equal("", await town.VerifyAsync("references"));
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{feed}: copies and references true after {buyers.Checkouts.Count} orders, {watch.Elapsed}");
        }

        isEnough = true;
        await selling;
        await buyers.EachOnceAsync(began, left: Units - began);

        async Task SellAsync(string feed)
        {
            var enough = buyers.Checkouts.Count + OrdersBetween;
            await Launched.UntilAsync(
                () => Task.FromResult(buyers.Checkouts.Count >= enough), $"nothing is sold with {feed}");
        }
    }
}
