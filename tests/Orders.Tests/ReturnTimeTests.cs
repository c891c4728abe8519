namespace Feria.Orders.Tests;

/// <summary>What happens to returns by itself, and until when they can be asked for.</summary>
public sealed class ReturnTimeTests(TimedShop shop) : IClassFixture<TimedShop>
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Unanswered_for_three_days_it_goes_to_the_platform()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 1);
        var id = await sold.AskedAsync("return", "damaged", 1);
        await shop.LaterAsync(TimeSpan.FromDays(3) - Minute);
        Assert.Equal("asked", await sold.StatusAsync(id));
        await shop.LaterAsync(2 * Minute);
        Assert.Equal("escalated", await sold.StatusAsync(id));
        // The store can still give in.
        await clerk.GrantAsync(sold, id);
        Assert.Equal("refunded", await sold.StatusAsync(id));
    }

    [Fact]
    public async Task Not_sent_in_a_fortnight_it_lapses_and_the_store_is_paid()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 1);
        var id = await sold.AskedAsync("return", "damaged", 1);
        await clerk.AcceptAsync(sold, id);
        await shop.LaterAsync(TimeSpan.FromDays(14) + Minute);

        Assert.Equal("lapsed", await sold.StatusAsync(id));
        Assert.Single(shop.Payments.LetGo, (sold.Order, id));
        Assert.Equal("return_not_reachable", await (await sold.SendBackAsync(id)).CodeAsync());
        Assert.Equal("1/1", await sold.AskableAsync());
    }

    [Fact]
    public async Task Sent_and_never_received_it_goes_to_the_platform()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 1);
        var id = await sold.AskedAsync("return", "damaged", 1);
        await clerk.AcceptAsync(sold, id);
        await sold.SendBackAsync(id);
        await shop.LaterAsync(TimeSpan.FromDays(14) + Minute);
        Assert.Equal("escalated", await sold.StatusAsync(id));
        // It came all the same.
        await clerk.ReceiveAsync(sold, id, [1]);
        Assert.Equal("refunded", await sold.StatusAsync(id));
    }

    [Fact]
    public async Task Refused_and_left_so_for_a_week_it_is_over()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 2);
        var refused = await sold.AskedAsync("return", "damaged", 1);
        var part = await sold.AskedAsync("claim", "damaged", 1);
        await clerk.RefuseAsync(sold, refused);
        await clerk.GrantAsync(sold, part, 100, "A scratch.");
        await shop.LaterAsync(TimeSpan.FromDays(7) + Minute);

        Assert.Equal("lapsed", await sold.StatusAsync(refused));
        Assert.Equal("refunded", await sold.StatusAsync(part));
        Assert.Equal("return_not_reachable", await (await sold.EscalateAsync(refused)).CodeAsync());
        await shop.HoldsAsync();
    }

    [Fact]
    public async Task What_does_not_come_in_a_week_is_missed_and_what_came_goes_back_for_a_month()
    {
        var sold = await shop.SellAsync("card", 2);
        using var clerk = await shop.ClerkAsync(sold.Store);
        await shop.ConfirmAsync(sold.Checkout);
        var parcel = await clerk.SendAsync(sold, 1);
        await clerk.SendAsync(sold, 1);
        Assert.Equal("0/0", await sold.AskableAsync());
        await clerk.MoveAsync(sold, parcel, "delivered");
        Assert.Equal("1/1", await sold.AskableAsync());
        await shop.LaterAsync(TimeSpan.FromDays(7) + Minute);
        Assert.Equal("1/2", await sold.AskableAsync());

        var missed = await sold.AskedAsync("claim", "not_received", 1);
        await clerk.GrantAsync(sold, missed);
        Assert.Equal("1/1", await sold.AskableAsync());
        await shop.LaterAsync(TimeSpan.FromDays(23));
        Assert.Equal("0/0", await sold.AskableAsync());
    }

    [Fact]
    public async Task What_is_said_to_be_missing_and_comes_back_is_paid_back_once()
    {
        var sold = await shop.SellAsync("card", 3);
        using var clerk = await shop.ClerkAsync(sold.Store);
        await shop.ConfirmAsync(sold.Checkout);
        await clerk.MoveAsync(sold, await clerk.SendAsync(sold, 1), "delivered");
        var lost = await clerk.SendAsync(sold, 2);
        await shop.LaterAsync(TimeSpan.FromDays(7) + Minute);
        var id = await sold.AskedAsync("claim", "not_received", 2);
        await clerk.MoveAsync(sold, lost, "returned");

        Assert.Equal("nothing_unsent", await (await clerk.GiveUpAsync(sold)).CodeAsync());
        await clerk.GrantAsync(sold, id);

        Assert.Equal(0, (await clerk.SeeAsync(sold)).GetProperty("lines")[0].GetProperty("left").GetInt32());
        Assert.Equal("delivered", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
        Assert.Equal(1400, shop.Payments.Refunds.Where(one => one.Order == sold.Order).Sum(one => one.Amount.Amount));
        await shop.HoldsAsync();
    }

    [Fact]
    public async Task A_parcel_that_comes_back_after_it_was_paid_back_is_not_sent_again()
    {
        var sold = await shop.SellAsync("card", 3);
        using var clerk = await shop.ClerkAsync(sold.Store);
        await shop.ConfirmAsync(sold.Checkout);
        var came = await clerk.SendAsync(sold, 1);
        var lost = await clerk.SendAsync(sold, 2);
        await clerk.MoveAsync(sold, came, "delivered");
        await shop.LaterAsync(TimeSpan.FromDays(7) + Minute);
        await clerk.GrantAsync(sold, await sold.AskedAsync("claim", "not_received", 2));
        await clerk.MoveAsync(sold, lost, "returned");

        Assert.Equal(0, (await clerk.SeeAsync(sold)).GetProperty("lines")[0].GetProperty("left").GetInt32());
        Assert.Equal("delivered", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
        await shop.HoldsAsync();
    }
}
