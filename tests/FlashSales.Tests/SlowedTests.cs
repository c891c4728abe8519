using System.Net;

namespace Feria.FlashSales.Tests;

/// <summary>A bazaar that counts how often it is asked, as a real one does.</summary>
public sealed class CountingBazaar : Bazaar
{
    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Feria:AllowanceScale"] = "1" };
}

public sealed class SlowedTests(CountingBazaar bazaar) : IClassFixture<CountingBazaar>
{
    [Fact]
    public async Task Who_asks_for_a_spot_again_and_again_is_slowed_and_waiting_is_not()
    {
        var (sale, _) = await bazaar.GatherAsync(3);
        using var bot = bazaar.AsGuest();
        var joined = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Bazaar.JoinAsync(bot, sale)));
        Assert.InRange(joined.Count(answer => answer.StatusCode == HttpStatusCode.OK), 1, 15);
        var refused = joined.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.Zero);

        for (var i = 0; i < 60; i++)
            Assert.Equal("gathering", (await Bazaar.SpotAsync(bot, sale)).GetProperty("state").GetString());
        Assert.Equal(1L, await bazaar.SqlAsync($"select count(*) from flashsales.spot where sale_id = '{sale}'"));
    }
}
