using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Orders.Tests;

public sealed class OrderTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_paid_order_is_cancelled_once_its_units_return_and_its_money_is_sent_back()
    {
        var (kept, cancelled) = (await OfferAsync(700), await OfferAsync(300));
        using var buyer = shop.As(Id.New());
        var checkout = await BuyAsync(buyer, "card", kept, cancelled);
        await shop.ConfirmAsync(checkout);
        var order = await OrderOfAsync(cancelled);

        var first = await CancelAsync(buyer, order);
        var again = await CancelAsync(buyer, order);

        Assert.Equal("cancelled", (await first.JsonAsync()).GetProperty("status").GetString());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(new Units(5, 0, 0), await shop.UnitsAsync(cancelled));
        Assert.Equal(new Units(4, 0, 1), await shop.UnitsAsync(kept));
        Assert.Equal(
            new Money(300, "BRL"), Assert.Single(shop.Payments.Refunds, refund => refund.Order == order).Amount);
        Assert.Equal(
            "confirmed", (await Shop.GetAsync(buyer, $"/checkouts/{checkout}")).GetProperty("status").GetString());
        Assert.Equal("sale 5→4, restock 4→5", await shop.SqlAsync($"""
            select string_agg(kind || ' ' || units_from || '→' || units_to, ', ' order by id)
            from inventory.movement where offer_id = '{cancelled}' and kind <> 'initial'
            """));

        await SayAsync(new PaymentRefunded(checkout, Id.New(), order, 300, "BRL"));
        Assert.Equal(["placed", "paid", "cancelled", "refunded"], await StepsAsync(buyer, order));
        Assert.Equal(["placed", "paid"], await StepsAsync(buyer, await OrderOfAsync(kept)));
    }

    [Fact]
    public async Task An_unpaid_purchase_is_cancelled_as_a_whole_and_money_that_still_comes_is_lost_on_it()
    {
        var (one, two) = (await OfferAsync(700), await OfferAsync(300));
        using var buyer = shop.As(Id.New());
        var checkout = await BuyAsync(buyer, "transfer", one, two);

        await CancelAsync(buyer, await OrderOfAsync(one));

        Assert.Equal(["placed", "cancelled"], await StepsAsync(buyer, await OrderOfAsync(two)));
        Assert.Equal(Finalised.Lost, await shop.ConfirmAsync(checkout));
        Assert.Equal(new Units(5, 0, 0), await shop.UnitsAsync(one));
        Assert.Equal(new Units(5, 0, 0), await shop.UnitsAsync(two));
        Assert.Equal(0, (await Shop.GetAsync(buyer, "/cart")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_order_goes_its_way_and_cannot_be_cancelled_once_shipped()
    {
        var offer = await OfferAsync(700);
        using var buyer = shop.As(Id.New());
        using var clerk = shop.As(Id.New(), Permission.ManageOrders);
        await BuyAsync(buyer, "cash_on_delivery", offer);
        var order = await OrderOfAsync(offer);

        Assert.Equal("status_not_reachable", await (await MoveAsync(clerk, order, "delivered")).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await MoveAsync(clerk, order, "shipped")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await MoveAsync(clerk, order, "shipped")).StatusCode);
        var refused = await CancelAsync(buyer, order);
        Assert.Equal(HttpStatusCode.OK, (await MoveAsync(clerk, order, "delivered")).StatusCode);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("order_on_its_way", await refused.CodeAsync());
        Assert.Equal(["placed", "preparing", "shipped", "delivered"], await StepsAsync(buyer, order));
        Assert.Equal(new Units(4, 0, 1), await shop.UnitsAsync(offer));
        Assert.False((await Shop.GetAsync(buyer, $"/orders/{order}")).GetProperty("cancellable").GetBoolean());
    }

    [Fact]
    public async Task Only_who_manages_orders_moves_them_and_only_where_the_table_allows()
    {
        var offer = await OfferAsync(700);
        using var buyer = shop.As(Id.New());
        using var clerk = shop.As(Id.New(), Permission.ManageOrders);
        await BuyAsync(buyer, "transfer", offer);
        var order = await OrderOfAsync(offer);

        Assert.Equal(HttpStatusCode.Forbidden, (await MoveAsync(buyer, order, "shipped")).StatusCode);
        Assert.Equal("status_not_reachable", await (await MoveAsync(clerk, order, "preparing")).CodeAsync());
        Assert.Equal("invalid_fields", await (await MoveAsync(clerk, order, "paid")).CodeAsync());
        Assert.Equal("order_not_found", await (await MoveAsync(clerk, Id.New(), "shipped")).CodeAsync());
        Assert.Equal(["placed"], await StepsAsync(buyer, order));

        Assert.Equal(HttpStatusCode.OK, (await MoveAsync(clerk, order, "cancelled")).StatusCode);
        Assert.Equal(["placed", "cancelled"], await StepsAsync(buyer, order));
        Assert.Equal(new Units(5, 0, 0), await shop.UnitsAsync(offer));
    }

    [Fact]
    public async Task Twenty_cancellations_and_a_payment_at_once_give_the_units_back_once()
    {
        var offer = await OfferAsync(700);
        using var buyer = shop.As(Id.New());
        var checkout = await BuyAsync(buyer, "card", offer);
        var order = await OrderOfAsync(offer);

        var paying = shop.ConfirmAsync(checkout);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CancelAsync(buyer, order)));
        var paid = await paying;

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(new Units(5, 0, 0), await shop.UnitsAsync(offer));
        Assert.Equal(paid == Finalised.Confirmed ? 1 : 0, shop.Payments.Refunds.Count(refund => refund.Order == order));
    }

    [Fact]
    public async Task The_buyer_is_written_to_when_an_order_is_confirmed_shipped_and_cancelled()
    {
        var offer = await OfferAsync(700);
        using var guest = shop.AsGuest();
        using var clerk = shop.As(Id.New(), Permission.ManageOrders);
        await shop.SettleAsync();
        var before = (long)(await shop.SqlAsync(LettersSql))!;

        await BuyAsync(guest, "cash_on_delivery", offer);
        await MoveAsync(clerk, await OrderOfAsync(offer), "shipped");
        await shop.SettleAsync();

        Assert.Equal(before + 2, await shop.SqlAsync(LettersSql));
    }

    [Fact]
    public async Task A_guest_s_order_joins_the_account_that_proved_the_address()
    {
        var offer = await OfferAsync(700);
        using var guest = shop.AsGuest();
        await BuyAsync(guest, "cash_on_delivery", offer);
        var order = await OrderOfAsync(offer);
        var (proved, unproved) = (Id.New(), Id.New());
        shop.Accounts.Contacts[unproved] = new Contact("Eve", "ana@example.com", "en", Verified: false);
        shop.Accounts.Contacts[proved] = new Contact("Ana", "ANA@example.com", "en", Verified: true);

        await SayAsync(new SignedIn(unproved, null));
        using var eve = shop.As(unproved);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.GetAsync($"/api/v1/orders/{order}")).StatusCode);

        await SayAsync(new EmailVerified(proved));
        using var ana = shop.As(proved);
        Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync($"/api/v1/orders/{order}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync($"/api/v1/orders/{order}")).StatusCode);
    }

    [Fact]
    public async Task Who_looks_at_anybodys_order_is_written_down()
    {
        using var buyer = shop.As(Id.New());
        var offer = await OfferAsync(1000);
        await BuyAsync(buyer, "cash_on_delivery", offer);
        var order = await OrderOfAsync(offer);
        var looks = $"select count(*) from kernel.audit_entry where subject = '{order}' and operation = 'GetAnyOrder'";
        using var clerk = shop.As(Id.New(), Permission.ManageOrders);

        Assert.Equal(HttpStatusCode.NotFound, (await clerk.GetAsync($"/api/v1/admin/orders/{Id.New()}")).StatusCode);
        var file = await Shop.GetAsync(clerk, $"/admin/orders/{order}");

        Assert.Equal(order, file.GetProperty("order").GetGuid());
        Assert.Equal("GetAnyOrder done order", await shop.AuditOfAsync(order));
        Assert.Equal(1L, await shop.SqlAsync(looks));
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync($"/api/v1/admin/orders/{order}")).StatusCode);
        Assert.Equal("GetAnyOrder denied not_allowed", await shop.AuditOfAsync(order));
    }

    const string LettersSql = "select count(*) from notifications.letter where template ~ '^(order|parcel)-'";

    async Task<Guid> OfferAsync(long price) => await shop.OfferAsync(await shop.OpenStoreAsync(), price, 5);

    async Task<Guid> OrderOfAsync(Guid offer) =>
        (Guid)(await shop.SqlAsync($"select order_id from orders.order_line where offer_id = '{offer}'"))!;

    async Task SayAsync(IEvent said)
    {
        await using (var tx = await shop.Database.WriteAsync())
        {
            tx.Append(said);
            await tx.CommitAsync();
        }

        await shop.SettleAsync();
    }

    static async Task<IEnumerable<string?>> StepsAsync(HttpClient buyer, Guid order) =>
        (await Shop.GetAsync(buyer, $"/orders/{order}")).GetProperty("history").EnumerateArray()
            .Select(step => step.GetProperty("status").GetString());

    static Task<HttpResponseMessage> CancelAsync(HttpClient buyer, Guid order) =>
        buyer.PostAsync($"/api/v1/orders/{order}/cancel", null);

    static Task<HttpResponseMessage> MoveAsync(HttpClient clerk, Guid order, string status) =>
        clerk.PostAsJsonAsync($"/api/v1/admin/orders/{order}/status", new { status });

    static async Task<Guid> BuyAsync(HttpClient buyer, string method, params Guid[] offers)
    {
        var items = offers.Select(offer => new { offer, quantity = 1 });
        var answer = await Shop.BuyAsync(buyer, Shop.Purchase(method, items));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("id").GetGuid();
    }
}
