using Feria.Stores.Tests;

namespace Feria.Marketing.Tests;

/// <summary>The front page shows what can be had for less, to the second.</summary>
public sealed class FrontPromotionTests(TimedFair fair) : IClassFixture<TimedFair>
{
    DateTime Now => DateTime.UtcNow + fair.Now.Ahead;

    static object Terms(string name, DateTime? from, DateTime until, string? code = null) => new
    {
        name, from, until, code, effect = "percent", percent = 15,
    };

    async Task<Guid> OfPlatformAsync(Person manager, string name, DateTime? from, DateTime until)
    {
        var made = await manager.DoAsync(HttpMethod.Post, "/admin/promotions", new
        {
            terms = Terms(name, from, until), currency = "BRL",
        });
        Assert.True(made.Status == 201, $"{made.Body}");
        return made.Body.GetProperty("id").GetGuid();
    }

    async Task<bool> ShowsAsync(string name)
    {
        var page = await fair.Http.GetStringAsync("/");
        var (told, shown) = (
            (await fair.Http.GetStringAsync("/api/v1/promotions")).Contains(name, StringComparison.Ordinal),
            page.Contains(name, StringComparison.Ordinal));
        Assert.Equal(told, shown);
        return shown;
    }

    // Another process hears of it a moment later; this one at once.
    [Fact]
    public async Task It_comes_at_its_second_and_goes_at_its_second_without_anybody_telling()
    {
        var manager = await fair.PersonAsync(role: Accounts.Roles.PlatformManager);
        var from = Now.AddMinutes(10);
        await OfPlatformAsync(manager, "Ten minutes of lamps", from, from.AddMinutes(10));
        Assert.False(await ShowsAsync("Ten minutes of lamps"));

        // No copy was read anew meanwhile: the one that is kept knew it before it began.
        fair.Now.Ahead += from - Now - TimeSpan.FromSeconds(30);
        Assert.False(await ShowsAsync("Ten minutes of lamps"));
        fair.Now.Ahead += TimeSpan.FromSeconds(31);
        Assert.True(await ShowsAsync("Ten minutes of lamps"));
        Assert.Contains("data-countdown=", await fair.Http.GetStringAsync("/"));
        fair.Now.Ahead += TimeSpan.FromSeconds(600);
        Assert.False(await ShowsAsync("Ten minutes of lamps"));
    }

    [Fact]
    public async Task One_that_is_made_or_ended_early_is_seen_at_once_and_one_with_a_code_never()
    {
        var manager = await fair.PersonAsync(role: Accounts.Roles.PlatformManager);
        var owner = await fair.PersonAsync();
        var store = await owner.OpenApprovedAsync(manager);
        Assert.False(await ShowsAsync("Store days"));
        var made = await owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/promotions", Terms("Store days", null, Now.AddDays(1)));
        Assert.True(made.Status == 201, $"{made.Body}");
        Assert.Equal(201, (await owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/promotions",
            Terms("Secret days", null, Now.AddDays(1), "SECRET1"))).Status);
        Assert.True(await ShowsAsync("Store days"));
        Assert.False(await ShowsAsync("Secret days"));
        foreach (var (prefix, words) in new[] { ("/es/", "15"), ("/pt/", "15") })
            Assert.Contains(words, await fair.Http.GetStringAsync(prefix));

        Assert.Equal(200, (await owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/promotions/{made.Body.GetProperty("id").GetGuid()}/end")).Status);
        Assert.False(await ShowsAsync("Store days"));
    }

    [Fact]
    public async Task A_store_that_may_not_sell_is_not_advertised()
    {
        var manager = await fair.PersonAsync(role: Accounts.Roles.PlatformManager);
        var owner = await fair.PersonAsync();
        var store = await owner.OpenApprovedAsync(manager);
        Assert.Equal(201, (await owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/promotions", Terms("Closing days", null, Now.AddDays(1)))).Status);
        Assert.True(await ShowsAsync("Closing days"));
        Assert.Equal(200, (await manager.DecideAsync(store, "suspend", "It sold what is not lawful.")).Status);
        Assert.False(await ShowsAsync("Closing days"));
    }
}
