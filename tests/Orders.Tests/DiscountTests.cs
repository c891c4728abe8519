using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Feria.Marketing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders.Tests;

/// <summary>Promotions from the making to the order: shown in carts, decided in placing, counted, given back.</summary>
public sealed class DiscountTests(Shop shop) : IClassFixture<Shop>
{
    static string Code() => $"C{Guid.NewGuid():N}"[..12].ToUpperInvariant();

    /// <summary>A promotion of a store, made by somebody who works there: ten percent unless said otherwise.</summary>
    async Task<Guid> OfStoreAsync(Guid store, object? other = null, int status = 201)
    {
        using var client = await WorkerAsync(store, "owner");
        return IdOf(await client.PostAsJsonAsync($"/api/v1/store/{store}/promotions", Terms(other)), status);
    }

    async Task<HttpClient> WorkerAsync(Guid store, string role)
    {
        var worker = Id.New();
        await shop.SqlAsync($"""
            insert into stores.staff (store_id, account_id, role) values ('{store}', '{worker}', '{role}')
            """);
        return shop.As(worker);
    }

    async Task<Guid> OfPlatformAsync(object? other, params Guid[] stores)
    {
        using var client = shop.As(Id.New(), Permission.ManagePromotions);
        return IdOf(await client.PostAsJsonAsync(
            "/api/v1/admin/promotions", new { terms = Terms(other), currency = "BRL", stores }), 201);
    }

    static Guid IdOf(HttpResponseMessage answer, int status)
    {
        var text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        Assert.True((int)answer.StatusCode == status, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }

    static Dictionary<string, object?> Terms(object? other)
    {
        var terms = new Dictionary<string, object?>
        {
            ["name"] = "Ten off", ["until"] = DateTime.UtcNow.AddDays(1), ["effect"] = "percent", ["percent"] = 10,
        };
        foreach (var one in other?.GetType().GetProperties() ?? []) terms[one.Name] = one.GetValue(other);
        return terms;
    }

    Task<long> UsedAsync(Guid promotion) =>
        NumberAsync($"select used from marketing.promotion where id = '{promotion}'");

    static Task<HttpResponseMessage> TryAsync(HttpClient buyer, string code) =>
        buyer.PutAsJsonAsync("/api/v1/cart/coupon", new { code });

    async Task<long> NumberAsync(string sql) => Convert.ToInt64(await shop.SqlAsync(sql));

    async Task<string> MoneyAsync(JsonElement checkout) => (string)(await shop.SqlAsync($"""
        select string_agg(concat_ws(' ', items_minor, discount_minor, delivery_minor, total_minor, commission_minor,
            subsidy_minor), ', ' order by items_minor)
        from orders.store_order where checkout_id = '{checkout.GetProperty("id").GetGuid()}'
        """))!;

    static object Items(Guid offer, int quantity = 1) => new[] { new { offer, quantity } };

    async Task RefusedAsync(string code, HttpClient buyer, object purchase)
    {
        var before = await NumberAsync("select count(*) from orders.checkout");
        var answer = await Shop.BuyAsync(buyer, purchase);
        Assert.Equal(code, await answer.CodeAsync());
        Assert.Equal(before, await NumberAsync("select count(*) from orders.checkout"));
    }

    async Task NothingIsBrokenAsync()
    {
        foreach (var claim in Marketplace.Modules
            .Where(module => module.Name is "orders" or "marketing")
            .SelectMany(module => module.Claims))
            Assert.True(await shop.SqlAsync(claim.Sql) is null, claim.Name);
    }

    [Fact]
    public async Task What_the_store_gives_and_what_the_platform_adds_is_in_the_order_to_the_cent()
    {
        var (near, far) = (await shop.OpenStoreAsync(delivery: 500), await shop.OpenStoreAsync(delivery: 700));
        var (cup, lamp) = (await shop.OfferAsync(near, 999, 9), await shop.OfferAsync(far, 7000, 9));
        await OfStoreAsync(near, new { priority = 5 });
        await OfPlatformAsync(
            new { name = "Half the way", effect = "delivery", percent = (int?)null, most = 600 }, near, far);
        var coupon = Code();
        await OfPlatformAsync(new { effect = "amount", percent = (int?)null, amount = 1000, code = coupon }, near, far);
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, cup, 3);
        await Shop.PutAsync(buyer, lamp, 1);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(buyer, coupon.ToLowerInvariant())).StatusCode);

        var cart = await Shop.GetAsync(buyer, "/cart");
        var total = cart.GetProperty("total").GetProperty("amount").GetInt64();
        // 2997 less 300 (10 %, half to even) leaves 2697; of 9697 a thousand goes: 278 and 722. Of 1200 for delivery
        // 600.
        Assert.Equal(2997 - 300 - 278 + 250 + 7000 - 722 + 350, total);
        Assert.Equal(
            ["Ten off 300", "Half the way 250", "Ten off 278"],
            cart.GetProperty("stores").EnumerateArray()
                .Single(store => store.GetProperty("store").GetProperty("id").GetGuid() == near)
                .GetProperty("discounts").EnumerateArray()
                .Select(one => $"{one.GetProperty("name")} {one.GetProperty("amount").GetProperty("amount")}"));

        var bought = await Shop.BuyAsync(buyer, Shop.Purchase(expected: new(total, "BRL")));
        Assert.Equal(HttpStatusCode.Created, bought.StatusCode);
        var checkout = await bought.JsonAsync();
        Assert.Equal(total, checkout.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal(
            "2997 828 500 2669 270 528, 7000 1072 700 6628 700 1072", await MoneyAsync(checkout));
        var read = await Shop.GetAsync(buyer, $"/checkouts/{checkout.GetProperty("id").GetGuid()}");
        Assert.Equal(
            checkout.GetProperty("orders").ToString(), read.GetProperty("orders").ToString());
        Assert.Equal(JsonValueKind.Null, (await Shop.GetAsync(buyer, "/cart")).GetProperty("coupon").ValueKind);
        await NothingIsBrokenAsync();
    }

    [Fact]
    public async Task A_code_is_refused_by_its_reason_and_nothing_is_placed()
    {
        var store = await shop.OpenStoreAsync();
        var offer = await shop.OfferAsync(store, 1000, 50);
        var other = await shop.OfferAsync(await shop.OpenStoreAsync(), 1000, 50);
        var (mine, once, few, over, later) = (Code(), Code(), Code(), Code(), Code());
        await OfStoreAsync(store, new { code = mine, leastItems = 2000 });
        await OfStoreAsync(store, new { code = once, buyerLimit = 1 });
        await OfStoreAsync(store, new { code = few, useLimit = 1 });
        await OfStoreAsync(store, new { code = later, from = DateTime.UtcNow.AddHours(2) });
        var ended = await OfStoreAsync(store, new { code = over });
        await shop.SqlAsync($"update marketing.promotion set ended_at = now() where id = '{ended}'");
        using var buyer = shop.As(Id.New());
        using var guest = shop.AsGuest();

        await RefusedAsync("coupon_unknown", buyer, Shop.Purchase(items: Items(offer), coupon: "NONESUCH"));
        await RefusedAsync("coupon_unknown", buyer, Shop.Purchase(items: Items(offer), coupon: later));
        await RefusedAsync("coupon_unknown", buyer, Shop.Purchase(items: Items(other), coupon: mine));
        await RefusedAsync("coupon_ended", buyer, Shop.Purchase(items: Items(offer), coupon: over));
        await RefusedAsync("coupon_not_for_this", buyer, Shop.Purchase(items: Items(offer), coupon: mine));
        await RefusedAsync("coupon_sign_in", guest, Shop.Purchase(items: Items(offer), coupon: once));
        foreach (var code in new[] { once, few })
            Assert.Equal(HttpStatusCode.Created,
                (await Shop.BuyAsync(buyer, Shop.Purchase(items: Items(offer), coupon: code))).StatusCode);
        await RefusedAsync("coupon_used_by_you", buyer, Shop.Purchase(items: Items(offer), coupon: once));
        await RefusedAsync("coupon_used_up", guest, Shop.Purchase(items: Items(offer), coupon: few));

        await Shop.PutAsync(buyer, offer, 1);
        Assert.Equal("coupon_not_for_this", await (await TryAsync(buyer, mine)).CodeAsync());
        await Shop.PutAsync(buyer, offer, 2);
        var tried = await (await TryAsync(buyer, mine)).JsonAsync();
        Assert.Equal(1800, tried.GetProperty("total").GetProperty("amount").GetInt64());
        await Shop.PutAsync(buyer, offer, 1);
        var fewer = await Shop.GetAsync(buyer, "/cart");
        Assert.Equal(1000, fewer.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal(
            "coupon_not_for_this", fewer.GetProperty("coupon").GetProperty("notice").GetProperty("code").GetString());
        var without = await (await buyer.DeleteAsync("/api/v1/cart/coupon")).JsonAsync();
        Assert.Equal(JsonValueKind.Null, without.GetProperty("coupon").ValueKind);
    }

    [Fact]
    public async Task A_hundred_uses_are_used_by_exactly_a_hundred_of_a_thousand()
    {
        var store = await shop.OpenStoreAsync();
        var offer = await shop.OfferAsync(store, 1000, 2_000);
        var coupon = Code();
        var promotion = await OfStoreAsync(store, new { code = coupon, useLimit = 100 });
        var together = shop.Services.GetRequiredService<PlaceTogether>();

        // Half wait in one process's line, the others place alone, as those of other processes do.
        var line = Enumerable.Range(0, 500).Select(_ => together.PlaceAsync(DraftOf(Id.New(), offer, coupon)));
        var alone = Parallel.ForEachAsync(
            Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
                await PlaceAloneAsync(DraftOf(Id.New(), offer, coupon)));
        var outcomes = await Task.WhenAll(line);
        await alone;

        Assert.All(outcomes, one => Assert.True(one.Refusal is null || one.Refusal.Code == "coupon_used_up"));
        Assert.Equal(100, await UsedAsync(promotion));
        Assert.Equal(100, await NumberAsync(
            $"select count(*) from orders.order_discount where promotion_id = '{promotion}'"));
        Assert.Equal(new Units(1_900, 0, 100), await shop.UnitsAsync(offer));
        await NothingIsBrokenAsync();
    }

    [Fact]
    public async Task No_buyer_uses_more_than_one_buyer_may_however_often_at_once()
    {
        var store = await shop.OpenStoreAsync();
        var offer = await shop.OfferAsync(store, 1000, 2_000);
        var promotion = await OfStoreAsync(store, new { buyerLimit = 2, useLimit = 1_000 });
        var buyers = Enumerable.Range(0, 5).Select(_ => Id.New()).ToList();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 100), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
                await PlaceAloneAsync(DraftOf(buyers[i % 5], offer, null)));

        // It applies by itself: who has used it buys at the full price.
        Assert.Equal(10, await UsedAsync(promotion));
        Assert.Equal("2,2,2,2,2", await shop.SqlAsync($"""
            select string_agg(uses::text, ',')
            from (
                select count(*) as uses from marketing.use where promotion_id = '{promotion}' group by account_id) u
            """));
        Assert.Equal(new Units(1_900, 0, 100), await shop.UnitsAsync(offer));
        await NothingIsBrokenAsync();
    }

    static Draft DraftOf(Guid account, Guid offer, string? coupon) => new(
        Id.New(), null, new Owner(account, null), [new Wanted(offer, 1)], PaymentMethod.CashOnDelivery, coupon, null,
        new("Ana", "ana@example.com", "en"), Shop.Home);

    async Task PlaceAloneAsync(Draft draft)
    {
        await using var tx = await shop.Database.WriteAsync();
        var decision = (await shop.Place.BatchAsync(tx, [draft]))[0];
        if (decision.Refusal is null) await tx.CommitAsync();
    }

    [Fact]
    public async Task What_fails_expires_or_is_cancelled_gives_its_use_back_and_late_money_takes_it_again()
    {
        var store = await shop.OpenStoreAsync();
        var offer = await shop.OfferAsync(store, 1000, 100);
        var coupon = Code();
        var promotion = await OfStoreAsync(store, new { code = coupon, useLimit = 1 });
        using var buyer = shop.As(Id.New());
        async Task<JsonElement> BuyAsync(string method)
        {
            var answer = await Shop.BuyAsync(buyer, Shop.Purchase(method, Items(offer), coupon: coupon));
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            Assert.Equal(1, await UsedAsync(promotion));
            return await answer.JsonAsync();
        }

        static Guid Of(JsonElement checkout) => checkout.GetProperty("id").GetGuid();

        await shop.FailAsync(Of(await BuyAsync("card")));
        Assert.Equal(0, await UsedAsync(promotion));
        var late = Of(await BuyAsync("card"));
        await shop.ExpireAsync(late);
        Assert.Equal(0, await UsedAsync(promotion));
        Assert.Equal(Finalised.Confirmed, await shop.ConfirmAsync(late));
        Assert.Equal(1, await UsedAsync(promotion));

        await shop.SqlAsync($"update marketing.promotion set use_limit = 2 where id = '{promotion}'");
        var later = await Shop.BuyAsync(buyer, Shop.Purchase("card", Items(offer), coupon: coupon));
        var lost = Of(await later.JsonAsync());
        await shop.ExpireAsync(lost);
        await Shop.BuyAsync(buyer, Shop.Purchase("cash_on_delivery", Items(offer), coupon: coupon));
        Assert.Equal(2, await UsedAsync(promotion));
        Assert.Equal(Finalised.Lost, await shop.ConfirmAsync(lost));
        Assert.Equal(2, await UsedAsync(promotion));

        var order = (Guid)(await shop.SqlAsync($"select id from orders.store_order where checkout_id = '{late}'"))!;
        Assert.Equal(HttpStatusCode.OK, (await buyer.PostAsync($"/api/v1/orders/{order}/cancel", null)).StatusCode);
        Assert.Equal(1, await UsedAsync(promotion));
        Assert.Contains((order, new Money(900, "BRL")), shop.Payments.Refunds);
        await NothingIsBrokenAsync();
    }

    [Fact]
    public async Task Of_a_platform_s_use_over_two_stores_the_last_cancelled_order_gives_it_back()
    {
        var (near, far) = (await shop.OpenStoreAsync(), await shop.OpenStoreAsync());
        var (cup, lamp) = (await shop.OfferAsync(near, 1000, 9), await shop.OfferAsync(far, 1000, 9));
        var coupon = Code();
        var promotion = await OfPlatformAsync(new { code = coupon, useLimit = 5 }, near, far);
        using var buyer = shop.As(Id.New());
        var bought = await (await Shop.BuyAsync(buyer, Shop.Purchase(
            items: new[] { new { offer = cup, quantity = 1 }, new { offer = lamp, quantity = 1 } }, coupon: coupon)))
            .JsonAsync();
        var orders = bought.GetProperty("orders").EnumerateArray()
            .Select(order => order.GetProperty("id").GetGuid()).ToList();
        Assert.Equal(1, await UsedAsync(promotion));

        await buyer.PostAsync($"/api/v1/orders/{orders[0]}/cancel", null);
        Assert.Equal(1, await UsedAsync(promotion));
        await buyer.PostAsync($"/api/v1/orders/{orders[1]}/cancel", null);
        Assert.Equal(0, await UsedAsync(promotion));
        await NothingIsBrokenAsync();
    }

    [Fact]
    public async Task A_total_that_a_promotion_changed_is_refused_with_the_new_one()
    {
        var store = await shop.OpenStoreAsync();
        var offer = await shop.OfferAsync(store, 1000, 9);
        using var buyer = shop.As(Id.New());
        var promotion = await OfStoreAsync(store);
        await shop.SqlAsync($"""
            update marketing.promotion set ended_at = now() - interval '1 minute' where id = '{promotion}'
            """);

        var answer = await Shop.BuyAsync(buyer, Shop.Purchase(items: Items(offer), expected: new(900, "BRL")));

        var refused = await answer.JsonAsync();
        Assert.Equal("quote_changed", refused.GetProperty("code").GetString());
        Assert.Equal(1000, refused.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal(new Units(9, 0, 0), await shop.UnitsAsync(offer));
    }

    // Were anything asked of promotions, their table would be missed.
    [Fact]
    public async Task A_placing_without_promotions_asks_nothing_of_them()
    {
        var offer = await shop.OfferAsync(await shop.OpenStoreAsync(), 1000, 9);
        using var buyer = shop.As(Id.New());
        var offering = shop.Services.GetRequiredService<Offering>();
        // What others changed is heard by then: it would have to ask again.
        await shop.SettleAsync();
        await Launched.UntilAsync(
            () => Task.FromResult(!offering.MayHave([Id.New()])), "the process never learned who has promotions");
        await shop.SqlAsync("alter table marketing.promotion rename to hidden");
        try
        {
            await Shop.PutAsync(buyer, offer, 2);
            Assert.Equal(
                2000, (await Shop.GetAsync(buyer, "/cart")).GetProperty("total").GetProperty("amount").GetInt64());
            Assert.Equal(HttpStatusCode.Created, (await Shop.BuyAsync(buyer, Shop.Purchase())).StatusCode);
        }
        finally
        {
            await shop.SqlAsync("alter table marketing.hidden rename to promotion");
        }
    }

    [Fact]
    public async Task The_simulator_tells_every_promotion_of_a_moment_and_keeps_nothing()
    {
        var store = await shop.OpenStoreAsync(delivery: 500);
        var offer = await shop.OfferAsync(store, 1000, 9);
        var (first, second, later) = (Code(), Code(), DateTime.UtcNow.AddDays(2));
        await OfStoreAsync(store, new { name = "Always", group = "one", priority = 9 });
        await OfStoreAsync(store, new { name = "Other", group = "one" });
        await OfStoreAsync(store, new
        {
            name = "Later", from = later.AddHours(-1), until = later.AddDays(1), code = first, useLimit = 3,
        });
        using var clerk = await WorkerAsync(store, "clerk");
        async Task<JsonElement> SimulateAsync(DateTime? at, string? code) => await (await clerk.PostAsJsonAsync(
            $"/api/v1/store/{store}/cart-simulations",
            new { items = new[] { new { sku = $"SKU-{offer}", quantity = 2 } }, at, code })).JsonAsync();
        static string[] Told(JsonElement tried) => [.. tried.GetProperty("steps").EnumerateArray().Select(step =>
            $"{step.GetProperty("name")} {step.GetProperty("why")}{step.GetProperty("off").GetProperty("amount")}")];

        var now = await SimulateAsync(null, first);
        Assert.Equal(["Always 200", "Other other_of_group0", "Later not_begun0"], Told(now));
        Assert.Equal(2300, now.GetProperty("total").GetProperty("amount").GetInt64());
        var then = await SimulateAsync(later, first);
        Assert.Equal(["Later 200"], Told(then));
        Assert.Empty(Told(await SimulateAsync(later, second)));
        Assert.Equal(0, await NumberAsync($"select count(*) from orders.store_order where store_id = '{store}'"));

        using var stranger = shop.As(Id.New());
        Assert.Equal("store_not_found", await (await stranger.PostAsJsonAsync(
            $"/api/v1/store/{store}/cart-simulations",
            new { items = new[] { new { sku = $"SKU-{offer}", quantity = 1 } } })).CodeAsync());
        using var operators = shop.As(Id.New(), Permission.ManagePromotions);
        var any = await operators.PostAsJsonAsync(
            "/api/v1/admin/cart-simulations", new { items = new[] { new { offer, quantity = 2 } } });
        Assert.Equal(2300, (await any.JsonAsync()).GetProperty("total").GetProperty("amount").GetInt64());
    }

    [Fact]
    public async Task What_is_free_is_paid_and_the_store_still_gets_its_share()
    {
        var store = await shop.OpenStoreAsync();
        var offer = await shop.OfferAsync(store, 1000, 9);
        await OfPlatformAsync(new { percent = 100, priority = 7 }, store);
        using var buyer = shop.As(Id.New());

        var bought = await Shop.BuyAsync(buyer, Shop.Purchase(items: Items(offer, 2), expected: new(0, "BRL")));

        Assert.Equal(HttpStatusCode.Created, bought.StatusCode);
        Assert.Equal("2000 2000 0 0 200 2000", await MoneyAsync(await bought.JsonAsync()));
    }
}
