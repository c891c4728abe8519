using Feria.Contracts;
using Feria.Inventory;
using Feria.Orders;
using Feria.Payments;

namespace Feria.Demo;

/// <summary>Loads the trade of the fair in one transaction: checkouts, what they held, and their money.</summary>
static class LoadTrade
{
    static readonly TimeSpan RefundTakes = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(Tx tx, Vault vault, IOfferBook offerBook, IStoreBook storeBook, Fair fair)
    {
        var lines = fair.Trade.Purchases.SelectMany(purchase => purchase.Parts).SelectMany(part => part.Lines);
        var offers = new Dictionary<Guid, OfferTerms>();
        foreach (var ids in lines.Select(line => line.Offer).Distinct().Chunk(1000))
            foreach (var terms in await offerBook.TermsAsync(tx, ids))
                offers[terms.Offer] = terms;
        var stores = (await storeBook.TermsAsync(tx, [.. fair.Stalls.Select(stall => stall.Store.Id)]))
            .ToDictionary(terms => terms.Id);

        var priced = fair.Trade.Purchases
            .Select(purchase => (Purchase: purchase, Orders: OrdersOf(purchase, offers, stores)))
            .ToList();
        await LoadCheckouts.RunAsync(tx, vault, [.. priced.Select(one => CheckoutOf(one.Purchase, one.Orders))]);
        await LoadStock.RunAsync(tx, [.. fair.Trade.Purchases.SelectMany(ReservationsOf)]);
        var dice = fair.Dice("payments");
        await LoadPayments.RunAsync(tx, [.. priced.Select(one => PaymentOf(dice, one.Purchase, one.Orders))]);
    }

    static List<LoadCheckouts.PastOrder> OrdersOf(
        Purchase purchase, Dictionary<Guid, OfferTerms> offers, Dictionary<Guid, StoreTerms> stores) =>
    [
        .. purchase.Parts.Select(part => new LoadCheckouts.PastOrder(
            part.Id,
            Quote.Of(part.Lines.Select(line => new QuoteLine(offers[line.Offer], line.Quantity)), stores)
                .Parts.Single(),
            [.. part.History.Select(stood => new LoadCheckouts.Stood(stood.Status, stood.At, stood.Why))],
            ParcelOf(part))),
    ];

    static Tracking ParcelOf(BoughtPart part) => Tracking.Of(
        "Paloma Post", $"PP{part.Id.ToString("N")[^9..].ToUpperInvariant()}", null);

    static LoadCheckouts.Past CheckoutOf(Purchase purchase, List<LoadCheckouts.PastOrder> orders) => new(
        purchase.Id, purchase.Buyer.Id,
        new Recipient(purchase.Buyer.FullName, purchase.Buyer.Email, purchase.Buyer.Locale),
        purchase.Buyer.Address, purchase.Method, purchase.Status, purchase.Why, purchase.PlacedAt, ExpiryOf(purchase),
        purchase.SettledAt, orders);

    static DateTime? ExpiryOf(Purchase purchase) =>
        HoldTimes.Usual(purchase.Method) is { } time ? purchase.PlacedAt + time : null;

    static IEnumerable<LoadStock.Reservation> ReservationsOf(Purchase purchase)
    {
        var state = purchase.Status == CheckoutStatus.Placed ? "held" : purchase.IsSale ? "sold" : "released";
        return purchase.Parts.SelectMany(part => part.Lines).Select(line => new LoadStock.Reservation(
            purchase.Id, line.Offer, line.Quantity, state, ExpiryOf(purchase), purchase.Why));
    }

    static LoadPayments.Past PaymentOf(Dice dice, Purchase purchase, List<LoadCheckouts.PastOrder> orders)
    {
        var isOpen = purchase.Status == CheckoutStatus.Placed;
        return new(
            dice.Id(purchase.PlacedAt), purchase.Id, purchase.Method,
            orders.Select(order => order.Part.Total).Aggregate((sum, total) => sum + total), purchase.PlacedAt,
            purchase.IsSale ? purchase.SettledAt : null,
            purchase.IsSale || isOpen ? null : (purchase.SettledAt!.Value, purchase.Why!),
            isOpen ? ExpiryOf(purchase)?.AddMinutes(1) : null,
            purchase.IsSale ? [.. orders.Zip(purchase.Parts, SaleOf)] : []);
    }

    static readonly TimeSpan Protected = TimeSpan.FromDays(7);

    static LoadPayments.PastSale SaleOf(LoadCheckouts.PastOrder order, BoughtPart part) => new(
        new PayableOrder(order.Id, order.Part.Store.Id, order.Part.Total, order.Part.Commission),
        part.Cancelled is { } cancelled ? (cancelled.At + RefundTakes, cancelled.Why!) : null)
    {
        Due = order.History.FirstOrDefault(stood => stood.Status == OrderStatus.Delivered)?.At + Protected,
    };
}
