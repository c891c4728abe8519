using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders.Tests;

public sealed class CheckoutTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_cart_of_two_stores_becomes_two_orders_of_one_checkout()
    {
        var near = await shop.OpenStoreAsync(delivery: 500, commission: 1250);
        var far = await shop.OpenStoreAsync(delivery: 900, freeFrom: 7000);
        var (cup, lamp) = (await shop.OfferAsync(near, 999, 5), await shop.OfferAsync(far, 7000, 5));
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, cup, 3);
        await Shop.PutAsync(buyer, lamp, 1);

        var answer = await Shop.BuyAsync(buyer, Shop.Purchase(expected: new(2997 + 500 + 7000, "BRL")));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var checkout = await answer.JsonAsync();
        Assert.Equal($"/api/v1/checkouts/{IdOf(checkout)}", answer.Headers.Location!.ToString());
        Assert.Equal("confirmed", checkout.GetProperty("status").GetString());
        Assert.Equal("due_on_delivery", checkout.GetProperty("payment").GetProperty("status").GetString());
        Assert.Equal(10497, checkout.GetProperty("total").GetProperty("amount").GetInt64());
        var orders = checkout.GetProperty("orders").EnumerateArray().ToList();
        Assert.Equal(
            [3497L, 7000L],
            orders.Select(order => order.GetProperty("total").GetProperty("amount").GetInt64()).Order());
        Assert.All(orders, order => Assert.Equal(["placed", "preparing"], StepsOf(order)));
        Assert.Equal(new Units(2, 0, 3), await shop.UnitsAsync(cup));
        Assert.Equal(new Units(4, 0, 1), await shop.UnitsAsync(lamp));
        Assert.Empty((await Shop.GetAsync(buyer, "/cart")).GetProperty("items").EnumerateArray());
        Assert.Equal("375,700", await shop.SqlAsync($"""
            select string_agg(commission_minor::text, ',' order by commission_minor)
            from orders.store_order where checkout_id = '{IdOf(checkout)}'
            """)); // 2997 × 12.5 % = 374.625; 7000 × 10 %
    }

    [Fact]
    public async Task The_page_offers_only_the_ways_to_pay_that_are_taken()
    {
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, await OfferAsync(units: 5), 1);

        var page = await buyer.GetStringAsync("/checkout");

        Assert.Equal(
            shop.Services.GetRequiredService<IPayments>().Methods.Order(),
            Regex.Matches(page, "name=\"method\" value=\"([a-z_]+)\"").Select(found => found.Groups[1].Value).Order());
    }

    [Fact]
    public async Task A_card_payment_holds_the_units_for_a_quarter_of_an_hour_and_sells_them_once()
    {
        var offer = await OfferAsync(units: 5);
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, offer, 2);

        var checkout = await (await Shop.BuyAsync(buyer, Shop.Purchase("card"))).JsonAsync();

        Assert.Equal("placed", checkout.GetProperty("status").GetString());
        Assert.Equal(new Units(5, 2, 0), await shop.UnitsAsync(offer));
        Assert.InRange(checkout.GetProperty("expiresAt").GetDateTime() - DateTime.UtcNow,
            TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        Assert.Contains(IdOf(checkout), shop.Payments.Opened);

        Assert.Equal(Finalised.Confirmed, await shop.ConfirmAsync(IdOf(checkout)));
        Assert.Equal(Finalised.Confirmed, await shop.ConfirmAsync(IdOf(checkout)));
        await shop.FailAsync(IdOf(checkout));

        Assert.Equal(new Units(3, 0, 2), await shop.UnitsAsync(offer));
        Assert.Equal(
            ["placed", "paid"],
            StepsOf((await Shop.GetAsync(buyer, $"/checkouts/{IdOf(checkout)}")).GetProperty("orders")[0]));
    }

    [Fact]
    public async Task A_failed_payment_cancels_the_order_lets_the_units_go_and_fills_the_cart_again()
    {
        var offer = await OfferAsync(units: 5);
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, offer, 2);
        var checkout = await (await Shop.BuyAsync(buyer, Shop.Purchase("card"))).JsonAsync();

        await shop.FailAsync(IdOf(checkout), "card_declined");
        await shop.FailAsync(IdOf(checkout), "card_declined");

        Assert.Equal(new Units(5, 0, 0), await shop.UnitsAsync(offer));
        var shown = await Shop.GetAsync(buyer, $"/checkouts/{IdOf(checkout)}");
        Assert.Equal("failed", shown.GetProperty("status").GetString());
        Assert.Equal("card_declined", shown.GetProperty("why").GetString());
        Assert.Equal(["placed", "cancelled"], StepsOf(shown.GetProperty("orders")[0]));
        Assert.Equal(
            2, (await Shop.GetAsync(buyer, "/cart")).GetProperty("items")[0].GetProperty("quantity").GetInt32());
    }

    [Fact]
    public async Task An_expired_hold_is_for_sale_again_and_its_late_money_takes_what_is_left()
    {
        var offer = await OfferAsync(units: 2);
        using var late = shop.As(Id.New());
        using var quick = shop.As(Id.New());
        var first = await BuyAsync(late, offer, 2, "transfer");
        await shop.ExpireAsync(first);
        Assert.Equal(new Units(2, 0, 0), await shop.UnitsAsync(offer));

        var second = await BuyAsync(quick, offer, 1, "card");
        Assert.Equal(Finalised.Lost, await shop.ConfirmAsync(first));
        Assert.Equal(new Units(2, 1, 0), await shop.UnitsAsync(offer));

        await shop.FailAsync(second);
        Assert.Equal(Finalised.Confirmed, await shop.ConfirmAsync(first));
        Assert.Equal(new Units(0, 0, 2), await shop.UnitsAsync(offer));
        var order = (await Shop.GetAsync(late, $"/checkouts/{first}")).GetProperty("orders")[0];
        Assert.Equal(["placed", "cancelled", "paid"], StepsOf(order));
        Assert.True(await shop.StockAddsUpAsync());
    }

    [Fact]
    public async Task A_refused_checkout_says_which_items_and_writes_nothing()
    {
        var store = await shop.OpenStoreAsync();
        var (plenty, few, gone) = (
            await shop.OfferAsync(store, 100, 50), await shop.OfferAsync(store, 100, 2),
                await shop.OfferAsync(store, 100, 5));
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, plenty, 3);
        await Shop.PutAsync(buyer, few, 3);

        var short_ = await Shop.BuyAsync(buyer, Shop.Purchase());
        var problem = await short_.JsonAsync();
        Assert.Equal(HttpStatusCode.Conflict, short_.StatusCode);
        Assert.Equal("out_of_stock", problem.GetProperty("code").GetString());
        var item = Assert.Single(problem.GetProperty("items").EnumerateArray());
        Assert.Equal((few, 3, 2L), (item.GetProperty("offer").GetGuid(), item.GetProperty("wanted").GetInt32(),
            item.GetProperty("available").GetInt64()));

        await Shop.PutAsync(buyer, gone, 1);
        await shop.SqlAsync($"update catalog.offer set withdrawn_at = now() where id = '{gone}'");
        Assert.Equal("not_for_sale", await (await Shop.BuyAsync(buyer, Shop.Purchase())).CodeAsync());

        Assert.Equal(new Units(50, 0, 0), await shop.UnitsAsync(plenty));
        Assert.Equal(new Units(2, 0, 0), await shop.UnitsAsync(few));
        Assert.Equal(3, (await Shop.GetAsync(buyer, "/cart")).GetProperty("items").GetArrayLength());
        Assert.Empty((await Shop.GetAsync(buyer, "/orders")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_changed_total_is_refused_with_the_new_quote()
    {
        var offer = await OfferAsync(units: 5, price: 1000);
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, offer, 2);
        await shop.SqlAsync($"update catalog.offer set price_minor = 1100 where id = '{offer}'");

        var answer = await Shop.BuyAsync(buyer, Shop.Purchase(expected: new(2000, "BRL")));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = await answer.JsonAsync();
        Assert.Equal("quote_changed", problem.GetProperty("code").GetString());
        Assert.Equal(2200, problem.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal(new Units(5, 0, 0), await shop.UnitsAsync(offer));
        Assert.Equal(
            HttpStatusCode.Created, (await Shop.BuyAsync(buyer, Shop.Purchase(expected: new(2200, "BRL")))).StatusCode);
    }

    [Fact]
    public async Task Two_currencies_are_refused_naming_the_items_of_each()
    {
        var dinars = await shop.OfferAsync(await shop.OpenStoreAsync("KWD"), 1_500, 5, "KWD");
        var pesos = await shop.OfferAsync(await shop.OpenStoreAsync("CLP"), 9_990, 5, "CLP");
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, dinars, 1);
        await Shop.PutAsync(buyer, pesos, 1);

        var answer = await Shop.BuyAsync(buyer, Shop.Purchase());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.JsonAsync();
        Assert.Equal("several_currencies", problem.GetProperty("code").GetString());
        Assert.Equal(1, problem.GetProperty("items").GetProperty("KWD").GetArrayLength());
        Assert.Equal(new Units(5, 0, 0), await shop.UnitsAsync(dinars));
    }

    [Theory]
    [InlineData("CLP", 9_990, 333, 9_990 * 3 + 2_500, 998)] // 29970 × 3.33 % = 998.001
    [InlineData("KWD", 1_525, 1_000, 1_525 * 3 + 2_500, 458)] // 4575 × 10 % = 457.5, half to even
    [InlineData("BRL", 1_990, 1_250, 1_990 * 3 + 2_500, 746)] // 5970 × 12.5 % = 746.25
    public async Task Money_is_whole_minor_units_in_every_currency(
        string currency, long price, int commission, long total, long share)
    {
        var offer = await shop.OfferAsync(
            await shop.OpenStoreAsync(currency, delivery: 2_500, commission: commission), price, 5, currency);
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, offer, 3);

        var checkout = await (await Shop.BuyAsync(buyer, Shop.Purchase())).JsonAsync();

        Assert.Equal(total, checkout.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal(currency, checkout.GetProperty("total").GetProperty("currency").GetString());
        Assert.Equal(share, await shop.SqlAsync(
            $"select commission_minor from orders.store_order where checkout_id = '{IdOf(checkout)}'"));
    }

    [Fact]
    public async Task Items_sent_are_bought_without_touching_the_cart_and_two_lines_of_one_offer_add_up()
    {
        var (kept, offer) = (await OfferAsync(units: 5), await OfferAsync(units: 5));
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, kept, 1);

        var tooMany = await Shop.BuyAsync(buyer,
            Shop.Purchase(items: new[] { new { offer, quantity = 3 }, new { offer, quantity = 3 } }));
        var bought = await Shop.BuyAsync(buyer,
            Shop.Purchase(items: new[] { new { offer, quantity = 3 }, new { offer, quantity = 2 } }));

        Assert.Equal("out_of_stock", await tooMany.CodeAsync());
        Assert.Equal(HttpStatusCode.Created, bought.StatusCode);
        Assert.Equal(new Units(0, 0, 5), await shop.UnitsAsync(offer));
        Assert.Equal(1, (await Shop.GetAsync(buyer, "/cart")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_batch_of_every_kind_of_checkout_is_placed_in_one_transaction()
    {
        var offers = new[] { await OfferAsync(units: 5), await OfferAsync(units: 5) };
        string[] methods = ["cash_on_delivery", "card", "transfer", "cash_on_delivery"];
        var drafts = methods.Select((method, i) => new Draft(
            Id.New(), i == 1 ? Id.New() : null, i == 2 ? new Owner(null, Token.Hash(Token.New()))
                : new Owner(Id.New(), null),
            [new Wanted(offers[i % 2], i + 1)], method, null, null, new("Ana", "ana@example.com", "es"), Shop.Home))
                .ToList();

        await using var tx = await shop.Database.WriteAsync();
        var decisions = await shop.Place.BatchAsync(tx, drafts);
        await tx.CommitAsync();

        // 1 + 3 of the first offer, 2 of the second; the last wants 4 of the 1 that is left. Cash is a sale at once.
        Assert.Equal([null, null, null, "out_of_stock"], decisions.Select(decision => decision.Refusal?.Code));
        Assert.Equal(new Units(4, 3, 1), await shop.UnitsAsync(offers[0]));
        Assert.Equal(new Units(5, 2, 0), await shop.UnitsAsync(offers[1]));
        Assert.Equal(3L, await shop.SqlAsync($"""
            select count(*) from orders.checkout
            where id in ('{string.Join("','", drafts.Select(draft => draft.Id))}')
                and (expires_at is null) = (method = 'cash_on_delivery')
            """));
        Assert.Equal(3, drafts.Count(draft => shop.Payments.Opened.Contains(draft.Id)));
    }

    [Theory]
    [InlineData("cash_on_delivery")]
    [InlineData("card")]
    public async Task What_a_purchase_is_answered_with_is_what_is_read_of_it(string method)
    {
        var (near, far) = (await OfferAsync(units: 5), await OfferAsync(units: 5));
        using var guest = shop.AsGuest();
        await Shop.PutAsync(guest, near, 2);
        await Shop.PutAsync(guest, far, 1);

        var answer = await Shop.BuyAsync(guest, Shop.Purchase(method));
        var read = await guest.GetAsync(answer.Headers.Location);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(await read.Content.ReadAsStringAsync(), await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_key_whose_answer_is_no_longer_kept_still_stands_for_its_purchase()
    {
        var offer = await OfferAsync(units: 5);
        using var guest = shop.AsGuest();
        var (purchase, key) = (Shop.Purchase(items: new[] { new { offer, quantity = 1 } }), Token.New());
        var first = await Shop.BuyAsync(guest, purchase, key);
        await shop.SqlAsync("delete from kernel.idempotency");

        var again = await Shop.BuyAsync(guest, purchase, key);

        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(new Units(4, 0, 1), await shop.UnitsAsync(offer));
    }

    [Fact]
    public async Task What_a_purchase_lacks_is_said_by_field()
    {
        var offer = await OfferAsync(units: 5);
        using var guest = shop.AsGuest();
        await Shop.PutAsync(guest, offer, 1);
        var payment = new { method = "cash_on_delivery" };
        var contact = new { fullName = "Ana", email = "ana@example.com" };

        Assert.Equal("address_needed", await (await Shop.BuyAsync(guest, new { payment, contact })).CodeAsync());
        Assert.Equal("no_such_address",
            await (await Shop.BuyAsync(guest, new { payment, contact, addressId = Id.New() })).CodeAsync());
        Assert.Equal(
            "contact_needed", await (await Shop.BuyAsync(guest, new { payment, address = Shop.Home })).CodeAsync());
        Assert.Equal(
            "coupon_unknown", await (await Shop.BuyAsync(guest, Shop.Purchase(coupon: "FERIA10"))).CodeAsync());
        Assert.Equal("invalid_fields", await (await Shop.BuyAsync(guest, Shop.Purchase("bitcoin"))).CodeAsync());
        Assert.Equal(new Units(5, 0, 0), await shop.UnitsAsync(offer));

        using var other = shop.AsGuest();
        Assert.Equal("cart_empty", await (await Shop.BuyAsync(other, Shop.Purchase())).CodeAsync());
    }

    [Fact]
    public async Task Contact_and_address_are_sealed_and_only_coarse_parts_are_plain()
    {
        var offer = await OfferAsync(units: 5);
        using var guest = shop.AsGuest();
        var checkout = await BuyAsync(guest, offer, 1);

        Assert.Equal("BR SP 013", await shop.SqlAsync($"""
            select country || ' ' || region_code || ' ' || postal_zone from orders.checkout where id = '{checkout}'
            """));
        Assert.Equal(false, await shop.SqlAsync($"""
            select c::text ilike any (array['%ana%', '%flores%', '%paulo%', '%01310%'])
                or encode(contact_sealed, 'escape') ilike '%ana%' or encode(address_sealed, 'escape') ilike '%flores%'
            from orders.checkout c where id = '{checkout}'
            """));
        var shown = await Shop.GetAsync(guest, $"/checkouts/{checkout}");
        Assert.Equal("Rua das Flores 12", shown.GetProperty("address").GetProperty("line1").GetString());
        Assert.Equal("Ana Souza", shown.GetProperty("contact").GetProperty("fullName").GetString());
    }

    [Fact]
    public async Task Purchases_of_others_are_not_there()
    {
        var offer = await OfferAsync(units: 5);
        var token = Token.New();
        using var guest = shop.AsGuest(token);
        using var again = shop.AsGuest(token);
        using var other = shop.AsGuest();
        using var account = shop.As(Id.New());
        using var nobody = shop.NewClient();
        var checkout = await BuyAsync(guest, offer, 1);
        var order = (await Shop.GetAsync(again, $"/checkouts/{checkout}")).GetProperty("orders")[0].GetProperty("id")
            .GetGuid();

        foreach (var stranger in new[] { other, account, nobody })
        {
            Assert.Equal(
                HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/v1/checkouts/{checkout}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/v1/orders/{order}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound,
                (await stranger.PostAsync($"/api/v1/orders/{order}/cancel", null)).StatusCode);
            Assert.Empty((await Shop.GetAsync(stranger, "/orders")).GetProperty("items").EnumerateArray());
        }

        Assert.Equal(new Units(4, 0, 1), await shop.UnitsAsync(offer));
    }

    [Fact]
    public async Task Orders_are_listed_newest_first_page_by_page()
    {
        var offer = await OfferAsync(units: 9);
        using var buyer = shop.As(Id.New());
        var bought = new List<Guid>();
        for (var i = 0; i < 5; i++) bought.Add(await BuyAsync(buyer, offer, 1));

        var seen = new List<Guid>();
        for (var cursor = ""; ;)
        {
            var page = await Shop.GetAsync(buyer, $"/orders?limit=2{cursor}");
            seen.AddRange(
                page.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("checkout").GetGuid()));
            if (page.GetProperty("next").GetString() is not { } next) break;
            cursor = $"&cursor={next}";
        }

        bought.Reverse();
        Assert.Equal(bought, seen);
        Assert.Equal("malformed_cursor", await (await buyer.GetAsync("/api/v1/orders?cursor=x")).CodeAsync());
    }

    static Guid IdOf(JsonElement thing) => thing.GetProperty("id").GetGuid();

    static IEnumerable<string?> StepsOf(JsonElement order) =>
        order.GetProperty("history").EnumerateArray().Select(step => step.GetProperty("status").GetString());

    async Task<Guid> OfferAsync(long units, long price = 1000) =>
        await shop.OfferAsync(await shop.OpenStoreAsync(), price, units);

    static async Task<Guid> BuyAsync(HttpClient buyer, Guid offer, int quantity, string method = "cash_on_delivery")
    {
        var answer = await Shop.BuyAsync(buyer, Shop.Purchase(method, new[] { new { offer, quantity } }));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return IdOf(await answer.JsonAsync());
    }
}
