using Feria.Accounts.Tests;
using Feria.Community.Tests;
using Feria.Stores.Tests;

namespace Feria.Trust.Tests;

/// <summary>A store that is suspended for more than one reason comes back when none of them is left.</summary>
public sealed class SuspensionTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_decision_and_strikes_are_both_undone_before_it_comes_back(bool isDecisionUndoneFirst)
    {
        var (shop, moderator, cases) = await OpenAsync(2);
        var about = await CaseAsync("store", shop.Store);
        await DecideAsync(moderator, about, "remove");
        foreach (var one in cases) await DecideAsync(moderator, one, "strike");

        await RestoreAsync(moderator, isDecisionUndoneFirst ? about : cases[1]);
        Assert.Equal("suspended", await StatusAsync(shop));
        await RestoreAsync(moderator, isDecisionUndoneFirst ? cases[1] : about);
        Assert.Equal("approved", await StatusAsync(shop));

        Assert.Equal("suspend reinstate", await host.SqlAsync($"""
            select string_agg(what, ' ' order by id) from stores.store_history
            where store_id = '{shop.Store}' and what in ('suspend', 'reinstate')
            """));
    }

    [Fact]
    public async Task Strikes_that_were_not_what_suspended_it_do_not_bring_it_back()
    {
        var (shop, moderator, cases) = await OpenAsync(2);
        Assert.Equal(200, (await shop.Manager.DecideAsync(shop.Store, "suspend", "It owes us.")).Status);
        foreach (var one in cases) await DecideAsync(moderator, one, "strike");

        await RestoreAsync(moderator, cases[1]);

        Assert.Equal("suspended", await StatusAsync(shop));
    }

    [Fact]
    public async Task A_strike_beyond_the_limit_may_be_undone_and_it_stays_suspended_until_too_few_are_left()
    {
        var (shop, moderator, cases) = await OpenAsync(3);
        await DecideAsync(moderator, cases[0], "strike");
        await DecideAsync(moderator, cases[1], "strike", "suspended");
        await DecideAsync(moderator, cases[2], "strike");

        await RestoreAsync(moderator, cases[2]);
        Assert.Equal("suspended", await StatusAsync(shop));
        await RestoreAsync(moderator, cases[1]);
        Assert.Equal("approved", await StatusAsync(shop));
    }

    [Fact]
    public async Task What_suspended_it_before_it_was_reinstated_by_hand_is_over()
    {
        var (shop, moderator, cases) = await OpenAsync(2);
        await DecideAsync(moderator, cases[0], "strike");
        await DecideAsync(moderator, cases[1], "strike", "suspended");
        Assert.Equal(200, (await shop.Manager.DecideAsync(shop.Store, "reinstate", "They promised.")).Status);
        var about = await CaseAsync("store", shop.Store);
        await DecideAsync(moderator, about, "remove");
        Assert.Equal("suspended", await StatusAsync(shop));

        await RestoreAsync(moderator, about);

        Assert.Equal("approved", await StatusAsync(shop));
    }

    /// <summary>A store with so many of its products reported: two strikes for them come to the limit.</summary>
    async Task<(Shop Shop, Person Moderator, IReadOnlyList<Guid> Cases)> OpenAsync(int many)
    {
        var (shop, cases) = (await Shop.OpenAsync(host), new List<Guid>());
        for (var i = 0; i < many; i++)
            cases.Add(await CaseAsync(
                "product", (await host.ShelveAsync(shop.Store, $"Lamp{Guid.NewGuid():N}")).Product));
        return (shop, await host.ModeratorAsync(), cases);
    }

    async Task<Guid> CaseAsync(string kind, Guid thing)
    {
        Assert.Equal(204, (await (await host.PersonAsync()).ReportAsync(kind, $"{thing}", "counterfeit")).Status);
        return await host.CaseAsync(kind, $"{thing}");
    }

    static async Task DecideAsync(Person moderator, Guid id, string outcome, string? follows = null)
    {
        var answer = await moderator.DecideAsync(id, outcome, reason: "counterfeit");
        Assert.True(answer.Status == 200, $"{answer}");
        Assert.Equal(follows, answer.Body.GetProperty("follows").GetString());
    }

    static async Task RestoreAsync(Person moderator, Guid id) =>
        Assert.Equal(204, (await moderator.RestoreAsync(id)).Status);

    Task<object?> StatusAsync(Shop shop) => host.SqlAsync($"select status from stores.store where id = '{shop.Store}'");
}
