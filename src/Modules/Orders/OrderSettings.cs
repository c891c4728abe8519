using Feria.Contracts;

namespace Feria.Orders;

/// <summary>What an operator can set of carts, checkouts and returns.</summary>
public static class OrderSettings
{
    public static readonly Setting<int> CartLines =
        Setting.Whole("orders.cart-lines", Cart.MostLines, 1, Cart.MostLines, "lines");
    public static readonly Setting<int> LineUnits =
        Setting.Whole("orders.line-units", Cart.MostUnits, 1, Cart.MostUnits, "units");
    public static readonly Setting<TimeSpan> GuestCart = Setting.Time("orders.guest-cart", 180, 1, 365, "days");
    public static readonly Setting<TimeSpan> HoldForCard =
        Setting.Time("orders.hold-for-card", 15, 5, 1440, "minutes");
    public static readonly Setting<TimeSpan> HoldForTransfer =
        Setting.Time("orders.hold-for-transfer", 3, 1, 30, "days");
    public static readonly Setting<int> ReturnDays =
        Setting.Whole("orders.return-days", ReturnTerms.UsualDays, 0, 3650, "days");
    public static readonly Setting<Feature> GuestCheckout = Setting.Feature("orders.guest-checkout");
    public static readonly Setting<Feature> CashOnDelivery = Setting.Feature("orders.cash-on-delivery");

    /// <summary>None named: everywhere.</summary>
    public static readonly Setting<Codes> Countries =
        Setting.CodesOf("orders.countries", "countries", 0, 300, code => CountryAttribute.All.Contains(code));

    public static readonly Setting[] All =
        [CartLines, LineUnits, GuestCart, HoldForCard, HoldForTransfer, GuestCheckout, CashOnDelivery, Countries];
}
