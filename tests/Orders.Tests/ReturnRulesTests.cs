using Feria.Contracts;

namespace Feria.Orders.Tests;

public sealed class ReturnRulesTests
{
    static readonly ReturnUnits Line = new(0, default, 3, 1000, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    [Fact]
    public void What_came_can_go_back_less_what_is_asked_for_already() => Assert.Equal(
        [3, 1, 0, 2], [
            Line.Returnable, (Line with { Back = 2 }).Returnable, (Line with { Back = 3 }).Returnable,
            (Line with { PaidAside = 1, Paid = 1 }).Returnable,
        ]);

    [Fact]
    public void What_came_too_long_ago_stays() => Assert.Equal(0, (Line with { Fresh = 0 }).Returnable);

    [Fact]
    public void What_did_not_come_is_missed_once_it_is_late()
    {
        var onItsWay = Line with { Arrived = 1, Fresh = 1 };
        Assert.Equal((1, 1), (onItsWay.Returnable, onItsWay.Missable));
        Assert.Equal((1, 3), ((onItsWay with { Overdue = 2 }).Returnable, (onItsWay with { Overdue = 2 }).Missable));
        // Two were missed: what has come can still go back.
        Assert.Equal(1, (onItsWay with { Overdue = 2, Missed = 2 }).Returnable);
        Assert.Equal(1, (onItsWay with { Overdue = 2, Missed = 2 }).Missable);
    }

    [Fact]
    public void What_was_given_up_takes_nothing_of_what_came()
    {
        // One of two was exchanged, and what was to be sent anew was paid back instead.
        var line = Line with { Quantity = 2, Sent = 2, Arrived = 2, Fresh = 2, Back = 1, Anew = 1, Paid = 1,
            PaidAside = 1, Unsent = 1, UnsentAside = 1 };
        Assert.Equal((1, 0, 1), (line.Returnable, line.Left, line.Payable));
    }

    [Fact]
    public void What_is_said_to_be_missing_and_came_back_is_not_given_up_twice()
    {
        var line = Line with { Sent = 1, Arrived = 1, Fresh = 1, Returned = 2, Missed = 2, Open = 2 };
        Assert.Equal((2, 2, 0), (line.Left, line.CameBack, line.Unsendable));
        // One that was never sent can be, and while the other is on its way it did not come back.
        var other = Line with { Sent = 1, Arrived = 0, Fresh = 0, Returned = 1, Missed = 1, Open = 1 };
        Assert.Equal((2, 0, 2), (other.Left, other.CameBack, other.Unsendable));
    }

    [Fact]
    public void What_is_exchanged_is_left_to_send() =>
        Assert.Equal(2, (Line with { Back = 2, Anew = 2 }).Left);

    // However a line's units are paid back, they sum to the line.
    [Fact]
    public void Refunds_in_any_parts_sum_to_the_line()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var line = Line with { Quantity = random.Next(1, 30), TotalMinor = random.Next(0, 5000) };
            var paid = 0L;
            while (line.Paid < line.Quantity)
            {
                var units = random.Next(1, line.Quantity - line.Paid + 1);
                var worth = line.WorthMinor(units);
                Assert.InRange(worth, 0, line.TotalMinor);
                paid += worth;
                line = line with { Paid = line.Paid + units };
            }

            Assert.Equal(line.TotalMinor, paid);
        }
    }

    [Fact]
    public void Delivery_goes_back_with_the_last_unit()
    {
        ReturnUnits[] lines = [Line, Line with { Position = 1, Quantity = 1, TotalMinor = 50 }];
        Assert.Equal(1000, ReturnUnits.WorthMinor(lines, new Dictionary<int, int> { [0] = 3 }, 99));
        Assert.Equal(1149, ReturnUnits.WorthMinor(lines, new Dictionary<int, int> { [0] = 3, [1] = 1 }, 99));
    }

    [Theory]
    [InlineData("asked", "store", "refunded", true)]
    [InlineData("asked", "store", "part_refunded", true)]
    [InlineData("asked", "buyer", "escalated", false)]
    [InlineData("asked", "buyer", "refunded", false)]
    [InlineData("sent", "buyer", "withdrawn", false)]
    [InlineData("escalated", "store", "kept", false)]
    [InlineData("escalated", "store", "refunded", true)]
    [InlineData("part_refunded", "buyer", "refunded", true)]
    [InlineData("kept", "buyer", "escalated", false)]
    public void Only_who_may_moves_it(string from, string side, string to, bool may) =>
        Assert.Equal(may, ReturnStatus.MayMove(from, side, to));

    [Fact]
    public void Whatever_has_ended_stays_so() => Assert.All(
        ReturnStatus.All.Except(ReturnStatus.Open),
        ended => Assert.All(
            new[] { ReturnSide.Buyer, ReturnSide.Store, ReturnSide.Platform, ReturnSide.Clock },
            side => Assert.All(ReturnStatus.All, to => Assert.False(ReturnStatus.MayMove(ended, side, to)))));

    [Fact]
    public void What_happens_by_itself_is_in_the_table() => Assert.All(
        ReturnStatus.Open.Where(status => ReturnStatus.ByItself(status) is not null),
        status => Assert.True(
            ReturnStatus.MayMove(status, ReturnSide.Clock, ReturnStatus.ByItself(status)!.Value.To)));

    [Theory]
    [InlineData("paid", 0, 1, "cancel_instead")]
    [InlineData("shipped", 0, 1, null)]
    [InlineData("shipped", 3, 0, "nothing_unsent")]
    [InlineData("cancelled", 0, 0, "status_not_reachable")]
    public void Only_what_is_left_is_given_up(string status, int sent, int left, string? code) => Assert.Equal(
        code, RefundUnsent.Refuse(status, [Line with { Quantity = sent + left, Sent = sent }])?.Code);

    [Fact]
    public void A_sum_in_another_currency_does_not_go_back() => Assert.Equal("refund_currency", RefundOrder.Refuse(
        OrderStatus.Delivered, [Line], new Dictionary<int, long>(), new Money(1, "USD"), new(5, "BRL"))?.Code);
}
