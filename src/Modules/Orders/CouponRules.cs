using Feria.Contracts;

namespace Feria.Orders;

/// <summary>What is said of a code somebody typed.</summary>
static class CouponRules
{
    /// <summary>
    /// Why the code takes nothing off; null where it does, or will once it is known what delivery costs. One of its
    /// owners is enough.
    /// </summary>
    public static Refusal? Refuse(string code, Discounted given)
    {
        var named = given.Steps.Where(step => step.Promotion.Code == code).ToList();
        if (named.Any(step => step.Why is null or NoDiscount.DeliveryOpen)) return null;
        var (refusal, step) = named
            .Select(step => (Refusal: Of(step.Why!), Step: step))
            .FirstOrDefault(one => one.Refusal != Refusals.CouponUnknown, (Refusals.CouponUnknown, null!));
        return step?.Why is NoDiscount.UnderMinimum
            ? refusal.With("leastItems", new Money(step.Promotion.LeastItemsMinor, step.Promotion.Currency))
            : refusal;
    }

    // One that has not begun is nobody's business yet.
    static Refusal Of(string why) => why switch
    {
        NoDiscount.NotBegun => Refusals.CouponUnknown,
        NoDiscount.Ended => Refusals.CouponEnded,
        NoDiscount.UsedUp => Refusals.CouponUsedUp,
        NoDiscount.UsedByBuyer => Refusals.CouponUsedByYou,
        NoDiscount.SignIn => Refusals.CouponSignIn,
        _ => Refusals.CouponNotForThis.With("why", why),
    };
}
