using Feria.Community.Tests;
using Feria.Stores.Tests;

namespace Feria.Marketing.Tests;

/// <summary>
/// What a campaign brought: clicks once, orders of all groups, and the same again when all is heard again.
/// </summary>
public sealed class ResultTests(Fairground fair) : IClassFixture<Fairground>
{
    [Fact]
    public void Beyond_what_would_have_been_bought_is_the_difference_of_means_with_its_interval()
    {
        // Four who were told spent 10, 20, 30 and 40; two held out 5 and 15.
        var told = new Lift.Group(4, 100, 3_000);
        var heldOut = new Lift.Group(2, 20, 250);
        var lift = Lift.Of(told, heldOut, "BRL")!;
        // 4 × (25 − 10); s² = 166.67 and 50; 4 × 1.96 × √(166.67/4 + 50/2) = 64.
        Assert.Equal((60, -4, 124), (lift.Revenue.Amount, lift.From.Amount, lift.To.Amount));
        Assert.Null(Lift.Of(told, new(1, 5, 25), "BRL"));
    }

    [Fact]
    public async Task Orders_count_for_whom_the_campaign_drew_and_hearing_them_again_changes_nothing()
    {
        var country = $"R{Random.Shared.Next(1_000_000)}";
        var specialist = await fair.SpecialistAsync();
        var shop = await Shop.OpenAsync(fair);
        var buyer = await fair.PersonAsync();
        await fair.SettleAsync();
        await fair.SqlAsync($"""
            update marketing.person set country = '{country}', is_verified = true where account_id = '{buyer.Id}';
            insert into notifications.wish (region, account_id, declined, zone, is_daily)
            values ('main', '{buyer.Id}', array[]::text[], 'UTC', false)
            """);
        var campaign = await specialist.CampaignAsync(Running.Terms(await specialist.SegmentAsync(country)));
        await fair.RunAsync();
        var mark = (Guid)(await fair.SqlAsync(
            $"select mark from marketing.recipient where campaign_id = '{campaign}' and state = 'sent'"))!;
        for (var i = 0; i < 2; i++)
        {
            var followed = await fair.Http.GetAsync(LinkMark.PathOf(mark));
            Assert.Equal((303, "/category/lamps"), ((int)followed.StatusCode, $"{followed.Headers.Location}"));
        }

        await shop.SellAsync(buyer);
        await fair.SettleAsync();
        var before = await ArmAsync(specialist, campaign);
        Assert.Equal((1, 1, 1), (before.Clicks, before.Orders, before.Clicked));
        Assert.True(before.Revenue > 0);

        await fair.SqlAsync("""
            delete from marketing.credit;
            update kernel.reaction_position set visible_from = 0, seq = 0 where reaction = 'marketing.on-credits'
            """);
        await fair.SettleAsync();
        Assert.Equal(before, await ArmAsync(specialist, campaign));
    }

    static async Task<(int Clicks, int Orders, int Clicked, long Revenue)> ArmAsync(Person specialist, Guid campaign)
    {
        var arm = (await specialist.FileAsync(campaign)).GetProperty("results").GetProperty("arms")[1];
        return (
            arm.GetProperty("clicks").GetInt32(), arm.GetProperty("orders").GetInt32(),
            arm.GetProperty("clickedOrders").GetInt32(), arm.GetProperty("revenue").GetProperty("amount").GetInt64());
    }
}
