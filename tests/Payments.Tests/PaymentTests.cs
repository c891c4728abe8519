using FsCheck;
using FsCheck.Fluent;

namespace Feria.Payments.Tests;

public sealed class PaymentTests
{
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    static readonly Payment Asked = new() { Method = PaymentMethod.Card, AmountMinor = 1_000, Currency = "BRL" };

    static readonly Gen<Happening> Noise = Gen.Elements(
        new Happening(Happening.ActionNeeded, "a"), new Happening(Happening.Pending, "b"),
        new Happening(Happening.Declined, "c", Why: "insufficient_funds"),
        new Happening(Happening.Failed, "d", Why: "expired"),
        new Happening(Happening.Requested, "e"));

    static Payment Fold(IEnumerable<Happening> happenings) =>
        happenings.Aggregate(Asked, (payment, happening) => payment.After(happening));

    [Fact]
    public void Captured_money_stays_captured_whatever_is_told_before_and_after() =>
        Check.One(Thorough, Prop.ForAll(Arb.From(
            from before in Noise.ListOf()
            from after in Noise.ListOf()
            select (before, after)), told =>
        {
            var payment = Fold([.. told.before, new Happening(Happening.Captured, "pi", 1_000), .. told.after]);
            return payment is { Status: Payment.Captured, CapturedMinor: 1_000, Why: null } && payment.IsSettled;
        }));

    [Fact]
    public void Refunds_are_counted_in_any_order_and_never_before_their_money() =>
        Check.One(Thorough, Prop.ForAll(Arb.From(
            from cut in Gen.Choose(1, 999)
            from order in Gen.Shuffle(new[] { 0, 1, 2 })
            from noise in Noise.ListOf()
            select (cut, order, noise)), told =>
        {
            Happening[] facts =
            [
                new(Happening.Captured, "pi", 1_000), new(Happening.Refunded, "r1", told.cut),
                new(Happening.Refunded, "r2", 1_000 - told.cut),
            ];
            var payment = Fold([.. told.order.Select(at => facts[at]), .. told.noise]);
            return payment is { Status: Payment.Refunded, CapturedMinor: 1_000, RefundedMinor: 1_000 };
        }));

    [Fact]
    public void A_declined_card_may_be_followed_by_a_good_one()
    {
        var declined = Fold([new(Happening.Declined, "1", Why: "insufficient_funds")]);
        Assert.Equal((Payment.Failed, "insufficient_funds"), (declined.Status, declined.Why));
        var paid = declined.After(new(Happening.Captured, "pi", 1_000));
        Assert.Equal((Payment.Captured, (string?)null), (paid.Status, paid.Why));
    }

    [Fact]
    public void Cash_agreed_and_cancelled_is_failed()
    {
        var payment = Fold([new(Happening.Agreed, "cash"), new(Happening.Pending, "late")]);
        Assert.Equal(Payment.DueOnDelivery, payment.Status);
        Assert.Equal(Payment.Failed, payment.After(new(Happening.Failed, "cancelled", Why: "cancelled")).Status);
    }

    [Fact]
    public void The_way_to_pay_is_shown_while_it_is_open_and_not_after()
    {
        var open = Asked with { NextUrl = "http://gateway.test/pay/1" };
        Assert.Equal("http://gateway.test/pay/1", open.After(new(Happening.ActionNeeded, "1")).State.Next);
        Assert.Null(open.After(new(Happening.Captured, "pi", 1_000)).State.Next);
    }
}
