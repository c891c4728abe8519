using Feria.Contracts;
using Feria.Inventory;
using Feria.Orders;
using Feria.Payments;

namespace Feria.Olist;

/// <summary>How an order of the history went, in our words: checkout, an order a store, money and units.</summary>
sealed class Course
{
    static readonly HashSet<string> Statuses =
    [
        "created", "approved", "invoiced", "processing", "shipped", "delivered", "canceled", "unavailable",
    ];

    readonly Sale sale;
    readonly IReadOnlyDictionary<(string Ware, string Seller), OfferTerms> offers;
    readonly IReadOnlyDictionary<string, StoreTerms> stores;

    public Course(
        Sale sale, IReadOnlyDictionary<(string Ware, string Seller), OfferTerms> offers,
        IReadOnlyDictionary<string, StoreTerms> stores)
    {
        (this.sale, this.offers, this.stores) = (sale, offers, stores);
        Checkout = CheckoutId(sale);
        var (placed, approved) = (sale.Placed, sale.Approved ?? (HasGone ? sale.Last : null));
        // A date that contradicts a later one gives way to it: when it came is what people saw.
        var arrived = Later(sale.Arrived, placed);
        var sent = Earlier(Later(sale.Sent, placed), arrived);
        Paid = Earlier(Later(approved, placed), sent);
        Settled = Paid ?? Later(sale.Last, placed)!.Value;
        History = [.. Stand(sent, arrived)];
        Parts = [.. sale.Items.GroupBy(item => item.Seller).Select(PartOf)];
    }

    public static Guid CheckoutId(Sale sale) => Names.Id("checkout", sale.Id, sale.Placed);

    public static Guid OrderId(Sale sale, string seller) => Names.Id("order", $"{sale.Id}/{seller}", sale.Placed);

    /// <summary>Why an order cannot be taken in; null where it can. Money may be more than the goods came to, which
    /// is the interest of instalments and the lender's, and less by rounding alone.</summary>
    public static (string Reason, string Detail)? Refuse(Sale sale, string? incomplete) => sale switch
    {
        _ when incomplete is not null => ("order_incomplete", incomplete),
        _ when !Statuses.Contains(sale.Status) => ("status_unknown", "no status of theirs"),
        { Items.Count: 0 } => ("items_missing", "nothing says what was bought"),
        { Payments.Count: 0 } => ("payment_missing", "nothing says that it was paid"),
        { Items.Count: > 999 } => ("too_many_items", "an order has at most 999"),
        _ when sale.Items.GroupBy(item => (item.Ware, item.Seller))
            .Any(same => same.Select(item => item.PriceMinor).Distinct().Count() > 1) =>
            ("price_contradicted", "one product of one seller at two prices"),
        _ when sale.PaidMinor < sale.TotalMinor - sale.Items.Count - sale.Payments.Count =>
            ("payment_short", $"paid {sale.PaidMinor} of {sale.TotalMinor} centavos"),
        _ => null,
    };

    public Guid Checkout { get; }

    /// <summary>When the money was there; null where it never was.</summary>
    public DateTime? Paid { get; }

    public DateTime Settled { get; }

    public IReadOnlyList<LoadCheckouts.Stood> History { get; }

    public IReadOnlyList<LoadCheckouts.PastOrder> Parts { get; }

    public bool IsSale => Paid is not null;

    bool HasGone => sale.Status is not ("created" or "canceled" or "unavailable");

    bool IsOff => sale.Status is "canceled" or "unavailable" or "created";

    string Why => sale.Status switch { "unavailable" => "unavailable", "created" => "expired", _ => "by_buyer" };

    /// <summary>When and why its money went back.</summary>
    (DateTime At, string Why)? Back => IsSale && IsOff ? (History[^1].At, Why) : null;

    /// <summary>What was taken in otherwise than it was said.</summary>
    public IEnumerable<string> Adjusted()
    {
        if (sale.PaidMinor != sale.TotalMinor) yield return
            sale.PaidMinor - sale.TotalMinor > sale.Items.Count + sale.Payments.Count
                ? "payment_with_interest" : "payment_rounded";
        if (sale.Payments.Select(payment => MethodOf(payment.Kind)).Distinct().Count() > 1)
            yield return "payment_by_several_methods";
        if (sale.Approved is null && HasGone) yield return "approval_date_missing";
        if (sale.Sent < sale.Placed || sale.Arrived < sale.Sent || sale.Sent < sale.Approved
            || sale.Approved < sale.Placed || sale.Arrived < sale.Approved) yield return "dates_out_of_order";
        if (sale.Status == "delivered" && sale.Arrived is null) yield return "delivery_date_missing";
        if (IsOff && sale.Sent is not null && sale.Arrived is null) yield return "cancelled_on_the_way";
        if (IsOff && sale.Arrived is not null) yield return "refunded_after_delivery";
    }

    IEnumerable<LoadCheckouts.Stood> Stand(DateTime? sent, DateTime? arrived)
    {
        yield return new(OrderStatus.Placed, sale.Placed, null);
        if (!IsSale)
        {
            yield return new(OrderStatus.Cancelled, Settled, Why);
            yield break;
        }

        var paid = Paid!.Value;
        yield return new(OrderStatus.Paid, paid, null);
        var last = new[] { paid, sent ?? paid, arrived ?? paid }.Max();
        if (IsOff && arrived is null)
        {
            yield return new(OrderStatus.Cancelled, last, Why);
            yield return new(OrderStatus.Refunded, last, null);
            yield break;
        }

        if (sale.Status is "invoiced" or "processing") yield return new(OrderStatus.Preparing, paid, null);
        if (sale.Status is "shipped" or "delivered" || IsOff) yield return new(OrderStatus.Shipped, sent ?? paid, null);
        if (sale.Status is "delivered" || IsOff) yield return new(OrderStatus.Delivered, last, null);
        if (IsOff) yield return new(OrderStatus.Refunded, last, null);
    }

    // What their marketplace kept of it is not told: nothing, then.
    LoadCheckouts.PastOrder PartOf(IGrouping<string, Item> part)
    {
        var lines = part.GroupBy(item => item.Ware).Select(same => new QuoteLine(
            offers[(same.Key, part.Key)] with { PriceMinor = same.First().PriceMinor, Currency = "BRL" },
            same.Count())).ToList();
        return new(
            OrderId(sale, part.Key),
            new QuotePart(
                stores[part.Key] with { CommissionBasisPoints = 0 }, lines,
                new Money(part.Sum(item => item.PriceMinor), "BRL"),
                new Money(part.Sum(item => item.FreightMinor), "BRL")),
            History);
    }

    public LoadCheckouts.Past CheckoutOf() => new(
        Checkout, null,
        new Recipient($"Customer {Names.Short(sale.Customer.Person)}", $"{sale.Customer.Person}@olist.invalid",
            Locale.Default),
        new PostalAddress(
            $"CEP {sale.Customer.Zip}", null, sale.Customer.City, sale.Customer.State, sale.Customer.Zip, "BR"),
        Method, IsSale ? CheckoutStatus.Confirmed
            : sale.Status == "created" ? CheckoutStatus.Expired : CheckoutStatus.Cancelled,
        IsSale ? null : Why, sale.Placed, sale.Placed + HoldTimes.Usual(Method), Settled, Parts);

    public LoadPayments.Past PaymentOf() => new(
        Names.Id("payment", sale.Id, sale.Placed), Checkout, Method, new Money(sale.TotalMinor, "BRL"), sale.Placed,
        Paid, IsSale ? null : (Settled, Why), null,
        IsSale ? [.. Parts.Select(order => new LoadPayments.PastSale(
            new PayableOrder(order.Id, order.Part.Store.Id, order.Part.Total, order.Part.Commission),
            order.Part.Total.Amount > 0 ? Back : null))] : []);

    public IEnumerable<LoadSales.Units> UnitsOf() =>
        from order in Parts
        from line in order.Part.Lines
        select new LoadSales.Units(
            Checkout, order.Id, line.Offer.Offer, line.Quantity, Paid,
            IsSale && History.Any(stood => stood.Status == OrderStatus.Cancelled) ? History[^1].At : null, Why);

    // The dearest part decides; a voucher is money that was there already, as a transfer is.
    string Method => sale.Payments.GroupBy(payment => MethodOf(payment.Kind))
        .OrderByDescending(same => same.Sum(payment => payment.AmountMinor)).ThenBy(same => same.Key).First().Key;

    static string MethodOf(string kind) =>
        kind is "credit_card" or "debit_card" ? PaymentMethod.Card : PaymentMethod.Transfer;

    static DateTime? Later(DateTime? at, DateTime least) => at < least ? least : at;

    static DateTime? Earlier(DateTime? at, DateTime? most) => at > most ? most : at;
}
