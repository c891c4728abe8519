namespace Feria.Orders.Tests;

/// <summary>Money a store gives back by itself, and what it will not send.</summary>
public sealed class RefundTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_store_makes_something_good_and_both_read_it()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 2);
        var answer = await (await clerk.RefundAsync(sold, 150)).JsonAsync();
        Assert.Equal(1250, answer.GetProperty("left").GetProperty("amount").GetInt64());
        await clerk.RefundAsync(sold, null, "damaged", new[] { new { line = 0, quantity = 1 } });

        var seen = (await sold.ReturnsAsync()).GetProperty("refunds").EnumerateArray().ToList();
        Assert.Equal([150L, 700L], seen.Select(one => one.GetProperty("amount").GetProperty("amount").GetInt64()));
        Assert.Equal(["goodwill", "damaged"], seen.Select(one => one.GetProperty("reason").GetString()!));
        Assert.Equal("1/1", await sold.AskableAsync());
        Assert.Equal("delivered", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
        Assert.Equal("units_not_returnable", await (await clerk.RefundAsync(
            sold, null, "damaged", new[] { new { line = 0, quantity = 2 } })).CodeAsync());
        Assert.Equal("refund_too_much", await (await clerk.RefundAsync(sold, 551)).CodeAsync());
        Assert.Equal(850, Sum(sold));
        await shop.HoldsAsync();
    }

    [Fact]
    public async Task Before_anything_is_sent_all_of_the_money_goes_by_cancelling_alone()
    {
        var sold = await shop.SellAsync("card", 1);
        using var clerk = await shop.ClerkAsync(sold.Store);
        Assert.Equal("status_not_reachable", await (await clerk.RefundAsync(sold, 100)).CodeAsync());
        await shop.ConfirmAsync(sold.Checkout);

        Assert.Equal("cancel_instead", await (await clerk.RefundAsync(sold, null)).CodeAsync());
        Assert.Equal("cancel_instead", await (await clerk.GiveUpAsync(sold)).CodeAsync());
        Assert.Equal("-", await shop.BackAsync(sold));
        await clerk.RefundAsync(sold, 100);
        await clerk.PostAsync($"{sold.Path}/cancel", System.Net.Http.Json.JsonContent.Create(
            new { why = "cannot_supply" }));

        Assert.Equal(700, Sum(sold));
    }

    [Fact]
    public async Task What_cannot_be_supplied_is_given_up_and_the_order_ends_with_the_rest()
    {
        var sold = await shop.SellAsync("card", 2, 1);
        using var clerk = await shop.ClerkAsync(sold.Store);
        await shop.ConfirmAsync(sold.Checkout);
        var parcel = await clerk.SendAsync(sold, 1, 1);
        await clerk.MoveAsync(sold, parcel, "delivered");
        Assert.Equal("preparing", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());

        await clerk.GiveUpAsync(sold);

        Assert.Equal("delivered", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
        Assert.Equal(700, Sum(sold));
        Assert.Equal("19", await shop.SqlAsync($"""
            select on_hand::text from inventory.stock where offer_id = (
                select offer_id from orders.order_line where order_id = '{sold.Order}' and position = 0)
            """));
        Assert.Equal("nothing_unsent", await (await clerk.GiveUpAsync(sold)).CodeAsync());
        Assert.Equal(700, Sum(sold));
        await shop.HoldsAsync();
    }

    [Fact]
    public async Task A_parcel_that_came_back_and_is_not_sent_again_ends_its_order()
    {
        var store = await shop.OpenStoreAsync(delivery: 500);
        var sold = await shop.SellAsync(store, "cash_on_delivery", 2);
        using var clerk = await shop.ClerkAsync(store);
        var parcel = await clerk.SendAsync(sold, 2);
        await clerk.MoveAsync(sold, parcel, "returned");

        await clerk.GiveUpAsync(sold, shelf: false);

        Assert.Equal(1900, Sum(sold));
        Assert.Equal("refunded", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
        await shop.HoldsAsync();
    }

    [Fact]
    public async Task Where_a_promotion_bore_delivery_a_return_is_worth_what_it_then_pays()
    {
        var store = await shop.OpenStoreAsync(delivery: 500);
        await shop.PromoteAsync(store, "delivery", 300, null);
        var sold = await shop.SellAsync(store, "cash_on_delivery", 1);
        using var clerk = await shop.ClerkAsync(store);
        await clerk.MoveAsync(sold, await clerk.SendAsync(sold, 1), "delivered");
        var id = await sold.AskedAsync("return", "damaged", 1);
        async Task<long> ToldAsync(string sum) => (await Shop.GetAsync(sold.Buyer, $"/returns/{id}"))
            .GetProperty(sum).GetProperty("amount").GetInt64();

        Assert.Equal((900, 0), (await ToldAsync("worth"), await ToldAsync("refunded")));
        Assert.Equal(200, (int)(await clerk.GrantAsync(sold, id)).StatusCode);
        Assert.Equal((900, 900), (await ToldAsync("worth"), await ToldAsync("refunded")));
        Assert.Equal(900, Sum(sold));
    }

    [Fact]
    public async Task Parallel_asks_never_take_more_units_than_came()
    {
        var (sold, _) = await shop.DeliveredAsync("card", 5);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(at => sold.AskAsync("return", "damaged", 1 + at % 3)));

        Assert.Contains(answers, answer => (int)answer.StatusCode == 201);
        foreach (var late in answers.Where(answer => (int)answer.StatusCode != 201))
            Assert.Equal("units_not_returnable", await late.CodeAsync());
        Assert.InRange((long)(await shop.SqlAsync($"""
            select sum(l.quantity) from orders.return r join orders.return_line l on l.return_id = r.id
            where r.order_id = '{sold.Order}'
            """))!, 3, 5);
        await shop.HoldsAsync();
    }

    [Fact]
    public async Task Of_a_store_that_gives_in_and_a_platform_that_decides_one_pays()
    {
        for (var round = 0; round < 4; round++)
        {
            var (sold, clerk) = await shop.DeliveredAsync("card", 1);
            var id = await sold.AskedAsync("return", "damaged", 1);
            await clerk.RefuseAsync(sold, id);
            await sold.EscalateAsync(id);

            await Task.WhenAll(
                clerk.GrantAsync(sold, id), shop.DecideAsync(id, round % 2 == 0 ? "buyer" : "store"),
                sold.WithdrawAsync(id));

            var status = await sold.StatusAsync(id);
            Assert.Equal(status == "refunded" ? 700 : 0, Sum(sold));
            Assert.Single(shop.Payments.LetGo, (sold.Order, id));
            Assert.Equal(4L, await shop.SqlAsync(
                $"select count(*) from orders.return_history where return_id = '{id}'"));
        }

        await shop.HoldsAsync();
    }

    long Sum(Sold sold) =>
        shop.Payments.Refunds.Where(one => one.Order == sold.Order).Sum(one => one.Amount.Amount);
}
