using Feria.Community.Tests;
using Feria.Stores.Tests;

namespace Feria.Marketing.Tests;

/// <summary>Carts that were left, and coupons that several want to pay with at once.</summary>
public sealed class CartTests(Fairground fair) : IClassFixture<Fairground>
{
    async Task<Person> WishingAsync()
    {
        var buyer = await fair.PersonAsync();
        await fair.SettleAsync();
        await fair.SqlAsync($"""
            update marketing.person set is_verified = true where account_id = '{buyer.Id}';
            insert into notifications.wish (region, account_id, declined, zone, is_daily)
            values ('main', '{buyer.Id}', array[]::text[], 'UTC', false)
            """);
        return buyer;
    }

    [Fact]
    public async Task Who_leaves_a_cart_is_reminded_once_unless_they_bought()
    {
        var specialist = await fair.SpecialistAsync();
        var shop = await Shop.OpenAsync(fair);
        var (leaves, buys, late) = (await WishingAsync(), await WishingAsync(), await WishingAsync());
        foreach (var buyer in new[] { leaves, buys, late })
            Assert.Equal(200, (await buyer.DoAsync(
                HttpMethod.Put, $"/cart/items/{shop.Offer}", new { quantity = 1 })).Status);
        await fair.SqlAsync($"""
            update orders.cart set changed_at = now() - interval '25 hours'
            where account_id in ('{leaves.Id}', '{buys.Id}')
            """);
        await fair.Job<FollowCarts>().RunAsync(default, default);
        Assert.Equal(3, await fair.NumberAsync($"""
            select count(*) from marketing.person
            where cart_at is not null and account_id in ('{leaves.Id}', '{buys.Id}', '{late.Id}')
            """));
        // Bought after the cart was followed: seen when it is their turn.
        Assert.Equal(200, (await buys.DoAsync(HttpMethod.Delete, $"/cart/items/{shop.Offer}")).Status);
        var campaign = await specialist.CampaignAsync(Running.Terms(
            null, ("kind", "carts"), ("afterHours", 24),
            ("variants", new[] { Running.Variant(100, "In your cart: {items}") })));
        for (var i = 0; i < 3; i++) await fair.RunAsync();

        var title = (string)(await fair.SqlAsync($"select title from catalog.product where id = '{shop.Product}'"))!;
        var letter = Assert.Single(fair.Carrier.Carried, one => one.Unsubscribe is not null);
        Assert.Equal(leaves.Email, letter.To);
        Assert.Contains($"In your cart: {title}", letter.Text);
        Assert.Equal("sent,unwanted", await fair.SqlAsync(
            $"select string_agg(state, ',' order by state) from marketing.recipient where campaign_id = '{campaign}'"));
        Assert.Equal(2, await fair.NumberAsync($"select spent_minor from marketing.campaign where id = '{campaign}'"));
        Assert.Equal("running", (await specialist.FileAsync(campaign)).StatusOf());
    }

    [Fact]
    public async Task A_coupon_pays_for_one_of_many_who_use_it_at_once_and_again_when_it_is_given_back()
    {
        var specialist = await fair.SpecialistAsync();
        var shop = await Shop.OpenAsync(fair);
        var promotion = (await specialist.DoAsync(HttpMethod.Post, "/admin/promotions", new
        {
            terms = new
            {
                name = "Ten", until = DateTime.UtcNow.AddDays(2), effect = "percent", percent = 10, byCoupon = true,
            },
            currency = "BRL",
        })).Body.GetProperty("id").GetGuid();
        Assert.Equal(201, (await specialist.DoAsync(
            HttpMethod.Post, "/admin/coupons", new { promotion, name = "One", many = 1 })).Status);
        var code = (string)(await fair.SqlAsync(
            $"select code from marketing.coupon where promotion_id = '{promotion}'"))!;

        // Nobody is given it without a code.
        await shop.SellAsync(await fair.PersonAsync());
        Assert.Equal(0, await UsedAsync(promotion));
        var buyers = new List<Person>();
        for (var i = 0; i < 6; i++) buyers.Add(await fair.PersonAsync());
        var bought = await Task.WhenAll(buyers.Select(buyer => shop.TryAsync(buyer, code)));
        Assert.Equal(
            (1, 5), (bought.Count(one => one.Status == 201), bought.Count(one => one.Code == "coupon_used_up")));
        Assert.Equal(1, await UsedAsync(promotion));

        var winner = buyers[Array.FindIndex(bought, one => one.Status == 201)];
        var order = bought.Single(one => one.Status == 201).Body.GetProperty("orders")[0].GetProperty("id").GetGuid();
        Assert.Equal(200, (await winner.DoAsync(HttpMethod.Post, $"/orders/{order}/cancel", new { })).Status);
        Assert.Equal(0, await UsedAsync(promotion));
        Assert.Equal(201, (await shop.TryAsync(buyers[0], code.ToLowerInvariant())).Status);
        Assert.Equal("coupon_used_up", (await shop.TryAsync(buyers[1], code)).Code);
        foreach (var claim in Claims.All) Assert.Null(await fair.SqlAsync(claim.Sql + "\nlimit 1"));
    }

    Task<long> UsedAsync(Guid promotion) =>
        fair.NumberAsync($"select used from marketing.coupon where promotion_id = '{promotion}'");
}

static class Paying
{
    public static Task<Said> TryAsync(this Shop shop, Person buyer, string coupon) =>
        buyer.DoAsync(HttpMethod.Post, "/checkouts", new
        {
            address = new
            {
                line1 = "Rua das Flores, 12", city = "São Paulo", region = "SP", postalCode = "01310-100",
                country = "BR",
            },
            payment = new { method = "cash_on_delivery" },
            items = new[] { new { offer = shop.Offer, quantity = 1 } },
            coupon,
        });
}
