using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Orders.Tests;

/// <summary>Stores that deliver by several methods: what buyers are told, what they pay, what is kept of it.</summary>
public sealed class DeliveryTests(Shop shop) : IClassFixture<Shop>
{
    static readonly object SaoPaulo = new { country = "BR", region = "SP", postalCode = "01310-100" };

    [Fact]
    public async Task A_cart_of_two_stores_is_told_each_ones_methods_and_paid_with_their_prices()
    {
        var (store, mail, express, pickup) = await OpenAsync();
        var plain = await shop.OpenStoreAsync(delivery: 700);
        var (lamp, vase) = (await shop.OfferAsync(store, 5_000, 10), await shop.OfferAsync(plain, 2_000, 10));
        await shop.SqlAsync($"update catalog.offer set weight_grams = 600 where id = '{lamp}'");
        using var guest = shop.AsGuest();
        await Shop.PutAsync(guest, lamp, 2);
        await Shop.PutAsync(guest, vase, 1);

        var open = await Shop.GetAsync(guest, "/cart");
        Assert.Equal((12_700, true), (Total(open), Part(open, store).GetProperty("isDeliveryOpen").GetBoolean()));
        Assert.Equal(
            [(null, "address_needed"), (null, "address_needed"), (0, null)], Methods(open, store));
        Assert.Empty(Part(open, plain).GetProperty("methods").EnumerateArray());

        var there = await QuoteAsync(guest, new { to = SaoPaulo });
        Assert.Equal([(1_500, null), (4_000, null), (0, null)], Methods(there, store));
        Assert.Equal((14_200, mail), (Total(there), Part(there, store).GetProperty("method").GetGuid()));
        var fast = await QuoteAsync(guest, new { to = SaoPaulo, delivery = new[] { new { store, method = express } } });
        Assert.Equal((16_700, express), (Total(fast), Part(fast, store).GetProperty("method").GetGuid()));
        var cash = await QuoteAsync(guest, new { to = SaoPaulo, payment = "cash_on_delivery" });
        Assert.Equal([(1_500, null), (null, "no_cash"), (0, null)], Methods(cash, store));

        var bought = await BuyAsync(guest, new(16_700, "BRL"), (store, express));
        var order = bought.GetProperty("orders").EnumerateArray()
            .Single(one => one.GetProperty("store").GetProperty("id").GetGuid() == store);
        var promise = order.GetProperty("promise");
        Assert.Equal(("Express", "shipped", 1, 2), (
            promise.GetProperty("name").GetString(), promise.GetProperty("kind").GetString(),
            promise.GetProperty("daysLeast").GetInt32(), promise.GetProperty("daysMost").GetInt32()));
        Assert.Equal("2700 14000 4000", await shop.SqlAsync($"""
            select (select total_minor from orders.store_order where checkout_id = o.checkout_id and id <> o.id)
                || ' ' || total_minor || ' ' || delivery_minor
            from orders.store_order o where id = '{order.GetProperty("id").GetGuid()}'
            """));
        Assert.Equal(JsonValueKind.Null, bought.GetProperty("orders").EnumerateArray()
            .Single(one => one.GetProperty("store").GetProperty("id").GetGuid() == plain)
            .GetProperty("promise").ValueKind);

        // What the store changes later was not promised.
        await shop.SqlAsync($"delete from stores.delivery_method where store_id = '{store}'");
        var kept = await Shop.GetAsync(guest, $"/orders/{order.GetProperty("id").GetGuid()}");
        Assert.Equal("Express", kept.GetProperty("promise").GetProperty("name").GetString());
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_refused_with_all_methods_and_nothing_is_written()
    {
        var (store, mail, express, pickup) = await OpenAsync();
        var offer = await shop.OfferAsync(store, 1_000, 5);
        var before = await AllAsync(store, offer);
        using var guest = shop.AsGuest();

        // Over the last band; paid at a door that takes no cash; another store's method; a region in words.
        await shop.SqlAsync($"update catalog.offer set weight_grams = 20001 where id = '{offer}'");
        await RefusedAsync("delivery_method_not_possible", "too_heavy", (store, mail));
        await RefusedAsync("delivery_not_possible", "too_heavy");
        await shop.SqlAsync($"update catalog.offer set weight_grams = null where id = '{offer}'");
        await RefusedAsync("delivery_method_not_possible", "no_cash", (store, express));
        await RefusedAsync("delivery_method_not_possible", null, (store, Id.New()));
        var unclear = await guest.PostAsJsonAsync("/api/v1/checkouts", Purchase(
            "cash_on_delivery", offer, Shop.Home with { Region = "São Paulo" }));
        Assert.Equal((409, "delivery_not_possible"), ((int)unclear.StatusCode, await unclear.CodeAsync()));
        // A store that has no methods has none to choose.
        var plain = await shop.OpenStoreAsync();
        var none = await guest.PostAsJsonAsync("/api/v1/checkouts", Purchase(
            "cash_on_delivery", await shop.OfferAsync(plain, 1_000, 5), Shop.Home, (plain, mail)));
        Assert.Equal("delivery_method_not_possible", await none.CodeAsync());
        Assert.Equal(before, await AllAsync(store, offer));

        var picked = await guest.PostAsJsonAsync(
            "/api/v1/checkouts", Purchase("cash_on_delivery", offer, Shop.Home, (store, pickup)));
        Assert.Equal(201, (int)picked.StatusCode);

        async Task RefusedAsync(string code, string? why, params (Guid, Guid)[] choice)
        {
            var answer = await guest.PostAsJsonAsync(
                "/api/v1/checkouts", Purchase("cash_on_delivery", offer, Shop.Home, choice));
            var problem = await answer.JsonAsync();
            Assert.Equal((409, code), ((int)answer.StatusCode, problem.GetProperty("code").GetString()));
            Assert.Equal(store, problem.GetProperty("store").GetGuid());
            Assert.Contains(
                problem.GetProperty("stores")[0].GetProperty("methods").EnumerateArray(),
                one => why is null || one.GetProperty("why").GetString() == why);
        }
    }

    [Fact]
    public async Task A_price_that_changes_meanwhile_is_not_paid_unseen()
    {
        var (store, mail, _, _) = await OpenAsync();
        var offer = await shop.OfferAsync(store, 1_000, 5);
        using var guest = shop.AsGuest();
        await shop.SqlAsync($$"""
            update stores.delivery_method set zones = '[{"areas": [{"country": "BR"}], "price": 1501}]'
            where store_id = '{{store}}' and id = '{{mail}}'
            """);
        var before = await AllAsync(store, offer);
        var changed = await guest.PostAsJsonAsync("/api/v1/checkouts", Purchase(
            "card", offer, Shop.Home) with { expectedTotal = new { amount = 2_500, currency = "BRL" } });
        var problem = await changed.JsonAsync();
        Assert.Equal(("quote_changed", 2_501), (
            problem.GetProperty("code").GetString(),
            problem.GetProperty("total").GetProperty("amount").GetInt64()));
        Assert.Equal(before, await AllAsync(store, offer));
    }

    [Fact]
    public async Task A_code_for_delivery_is_kept_with_the_cart_while_nobody_knows_where_to()
    {
        var (store, _, _, _) = await OpenAsync();
        var free = await shop.OpenStoreAsync();
        var (lamp, vase) = (await shop.OfferAsync(store, 5_000, 10), await shop.OfferAsync(free, 2_000, 10));
        await shop.PromoteAsync(store, "delivery", null, "LAMPWAY");
        await shop.PromoteAsync(free, "delivery", null, "VASEWAY");
        using var guest = shop.AsGuest();
        await Shop.PutAsync(guest, lamp, 1);
        await Shop.PutAsync(guest, vase, 1);
        Task<HttpResponseMessage> TryAsync(string code) => guest.PutAsJsonAsync("/api/v1/cart/coupon", new { code });

        // Where delivery costs nothing anyway there is nothing to wait for.
        Assert.Equal("coupon_not_for_this", await (await TryAsync("VASEWAY")).CodeAsync());
        Assert.Equal(JsonValueKind.Null, (await Shop.GetAsync(guest, "/cart")).GetProperty("coupon").ValueKind);
        var typed = await Shop.BuyAsync(guest, Shop.Purchase(coupon: "LAMPWAY", expected: new(8_500, "BRL")));
        Assert.Equal("quote_changed", await typed.CodeAsync());

        Assert.Equal(200, (int)(await TryAsync("LAMPWAY")).StatusCode);
        var open = await Shop.GetAsync(guest, "/cart");
        Assert.Equal(("LAMPWAY", JsonValueKind.Null, 7_000), (
            open.GetProperty("coupon").GetProperty("code").GetString(),
            open.GetProperty("coupon").GetProperty("notice").ValueKind, Total(open)));
        var there = await QuoteAsync(guest, new { to = SaoPaulo });
        Assert.Equal((7_000, 1_500), (Total(there),
            Part(there, store).GetProperty("discounts")[0].GetProperty("amount").GetProperty("amount").GetInt64()));
        await BuyAsync(guest, new(7_000, "BRL"));
        Assert.Equal("1500 1500 5000", await shop.SqlAsync($"""
            select concat_ws(' ', delivery_minor, discount_minor, total_minor)
            from orders.store_order where store_id = '{store}'
            """));
    }

    // Were its methods asked for, their table would be missed.
    [Fact]
    public async Task Who_only_shows_a_store_s_name_reads_none_of_its_methods()
    {
        var (store, _, _, _) = await OpenAsync();
        var (lamp, vase) = (await shop.OfferAsync(store, 5_000, 10), await shop.OfferAsync(store, 2_000, 10));
        using var buyer = shop.As(Id.New());
        var list = (await (await buyer.PutAsJsonAsync($"/api/v1/me/kept/{lamp}", new { })).JsonAsync())
            .GetProperty("id").GetGuid();
        await Shop.PutAsync(buyer, vase, 1);
        await buyer.PutAsync($"/api/v1/cart/saved/{vase}", null);
        await shop.SqlAsync("alter table stores.delivery_method rename to hidden");
        try
        {
            foreach (var path in new[] { $"/me/lists/{list}", "/cart/saved" })
                Assert.Equal(store, (await Shop.GetAsync(buyer, path)).GetProperty("items")[0]
                    .GetProperty("store").GetProperty("id").GetGuid());
        }
        finally
        {
            await shop.SqlAsync("alter table stores.hidden rename to delivery_method");
        }
    }

    [Fact]
    public async Task What_is_picked_up_is_packed_waited_for_and_fetched_and_the_address_stays_the_buyers()
    {
        var (store, _, _, pickup) = await OpenAsync();
        var offer = await shop.OfferAsync(store, 1_000, 5);
        var guest = shop.AsGuest();
        var bought = await (await guest.PostAsJsonAsync("/api/v1/checkouts", Purchase(
            "cash_on_delivery", offer, Shop.Home, (store, pickup)))).JsonAsync();
        var order = bought.GetProperty("orders")[0];
        Assert.Equal("Mo-Fr 9-18", order.GetProperty("promise").GetProperty("place").GetProperty("hours").GetString());
        var sold = new Sold(store, order.GetProperty("id").GetGuid(), bought.GetProperty("id").GetGuid(), guest);
        using var clerk = await shop.ClerkAsync(store);

        Assert.Equal(JsonValueKind.Null, (await clerk.SeeAsync(sold)).GetProperty("address").ValueKind);
        var packed = await clerk.SendAsync(sold, 1);
        await shop.SettleAsync();
        Assert.Equal(200, (int)(await clerk.MoveAsync(sold, packed, "delivered")).StatusCode);
        await shop.SettleAsync();
        Assert.Equal("delivered", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
    }

    static object Named((Guid Store, Guid Method)[] choice) => choice.Select(
        one => new { store = one.Store, method = one.Method });

    static Bought Purchase(string method, Guid offer, PostalAddress address, params (Guid, Guid)[] choice) => new(
        address, new { method }, new { fullName = "Ana Souza", email = "ana@example.com" },
        new[] { new { offer, quantity = 1 } }, Named(choice), null);

    sealed record Bought(
        object address, object payment, object contact, object items, object delivery, object? expectedTotal);

    async Task<JsonElement> BuyAsync(HttpClient guest, Money expected, params (Guid, Guid)[] choice)
    {
        var answer = await guest.PostAsJsonAsync("/api/v1/checkouts", new
        {
            address = Shop.Home, payment = new { method = "card" },
            contact = new { fullName = "Ana Souza", email = "ana@example.com" },
            expectedTotal = new { amount = expected.Amount, currency = expected.Currency }, delivery = Named(choice),
        });
        var body = await answer.JsonAsync();
        Assert.True((int)answer.StatusCode == 201, body.ToString());
        return body;
    }

    static async Task<JsonElement> QuoteAsync(HttpClient guest, object body)
    {
        var answer = await guest.PostAsJsonAsync("/api/v1/cart/quote", body);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }

    static long Total(JsonElement cart) => cart.GetProperty("total").GetProperty("amount").GetInt64();

    static JsonElement Part(JsonElement cart, Guid store) => cart.GetProperty("stores").EnumerateArray()
        .Single(part => part.GetProperty("store").GetProperty("id").GetGuid() == store);

    static (long?, string?)[] Methods(JsonElement cart, Guid store) =>
    [
        .. Part(cart, store).GetProperty("methods").EnumerateArray().Select(one => (
            one.GetProperty("price") is { ValueKind: JsonValueKind.Object } price
                ? price.GetProperty("amount").GetInt64()
                : (long?)null,
            one.GetProperty("why").GetString())),
    ];

    async Task<object?> AllAsync(Guid store, Guid offer) => await shop.SqlAsync($"""
        select concat_ws(' ', (select count(*) from orders.store_order where store_id = '{store}'),
            (select s::text from inventory.stock s where offer_id = '{offer}'))
        """);

    /// <summary>A store that sends by mail and express, and can be walked to.</summary>
    async Task<(Guid Store, Guid Mail, Guid Express, Guid Pickup)> OpenAsync()
    {
        var store = await shop.OpenStoreAsync(delivery: 999);
        var (mail, express, pickup) = (Id.New(), Id.New(), Id.New());
        await shop.SqlAsync($$"""
            insert into stores.delivery_method
                (store_id, id, name, kind, days_least, days_most, position, takes_cash, zones, place)
            values
                ('{{store}}', '{{mail}}', 'Mail', 'shipped', 3, 7, 1, true, '[
                    {"areas": [{"country": "BR", "region": "SP"}],
                        "bands": [{"upToGrams": 2000, "price": 1500}, {"upToGrams": 20000, "price": 2500}]},
                    {"areas": [{"country": "BR"}], "price": 3000}]', null),
                ('{{store}}', '{{express}}', 'Express', 'shipped', 1, 2, 2, false,
                    '[{"areas": [{"country": "BR", "postalPrefix": "013"}], "price": 4000}]', null),
                ('{{store}}', '{{pickup}}', 'Shop', 'pickup', 0, 1, 3, true, '[]', '{
                    "address": {"line1": "Rua A 1", "line2": null, "city": "Santos", "region": "SP",
                        "postalCode": "11010-000", "country": "BR"},
                    "hours": "Mo-Fr 9-18", "note": null}')
            """);
        return (store, mail, express, pickup);
    }
}
