using Feria.Contracts;

namespace Feria.Integrations;

/// <summary>Whose an event is, and what of it they are told: never who bought, asked or wrote, or what.</summary>
static class StoreEvents
{
    public static async Task<IReadOnlyList<Happened>> ReadAsync(
        Session session, IReadOnlyList<LoggedEvent> events, IOfferBook offers)
    {
        var owners = await OwnersAsync(session, events, offers);
        var sellers = await SellersAsync(session, events, offers);
        return [.. events.SelectMany(said => Read(said, owners, sellers))];
    }

    static IEnumerable<Happened> Read(
        LoggedEvent said, IReadOnlyDictionary<Guid, Guid> owners, ILookup<Guid, Guid> sellers)
    {
        Happened Told(Guid store, string kind, object facts) => new(said.Id, store, kind, said.At, facts);

        if (Is<OrderConfirmed>(said))
        {
            var one = said.As<OrderConfirmed>();
            return [Told(one.Store, WebhookKind.OrderConfirmed, new { one.Order, one.Lines })];
        }

        if (Is<OrderMoved>(said))
        {
            var one = said.As<OrderMoved>();
            return [Told(one.Store, WebhookKind.OrderMoved, new { one.Order, one.Status })];
        }

        // What never was a sale was none of the store's business.
        if (Is<OrderCancelled>(said))
            return said.As<OrderCancelled>() is { WasSale: true } one
                ? [Told(one.Store, WebhookKind.OrderCancelled, new { one.Order, one.Why })]
                : [];

        if (Is<ShipmentSent>(said))
        {
            var one = said.As<ShipmentSent>();
            return [Told(one.Store, WebhookKind.ShipmentSent, new { one.Order, one.Shipment })];
        }

        if (Is<ShipmentMoved>(said))
        {
            var one = said.As<ShipmentMoved>();
            return [Told(one.Store, WebhookKind.ShipmentMoved, new { one.Order, one.Shipment, one.Status })];
        }

        if (Is<LowStockChanged>(said))
            return said.As<LowStockChanged>() is { Low: true } low && owners.TryGetValue(low.Offer, out var owner)
                ? [Told(owner, WebhookKind.StockLow, new { low.Offer, low.Free, low.Threshold })]
                : [];

        if (Is<QuestionAsked>(said))
        {
            var one = said.As<QuestionAsked>();
            return sellers[one.Product].Select(store =>
                Told(store, WebhookKind.QuestionAsked, new { one.Product, one.Question }));
        }

        if (Is<ReviewPosted>(said))
            return said.As<ReviewPosted>() is { Store: { } store } one
                ? [Told(store, WebhookKind.ReviewPosted, new { one.Product, one.Review, one.Rating })]
                : [];

        return said.As<MessageSent>() is { Side: "buyer", Store: { } talking } message
            ? [Told(talking, WebhookKind.MessageReceived, new { message.Order, message.Number })]
            : [];
    }

    static async Task<IReadOnlyDictionary<Guid, Guid>> OwnersAsync(
        Session session, IReadOnlyList<LoggedEvent> events, IOfferBook offers)
    {
        Guid[] low = [.. events.Where(Is<LowStockChanged>).Select(said => said.Key).Distinct()];
        return low.Length == 0
            ? new Dictionary<Guid, Guid>()
            : (await offers.OwnersAsync(session, low)).ToDictionary(one => one.Offer, one => one.Store);
    }

    static async Task<ILookup<Guid, Guid>> SellersAsync(
        Session session, IReadOnlyList<LoggedEvent> events, IOfferBook offers)
    {
        Guid[] asked = [.. events.Where(Is<QuestionAsked>).Select(said => said.Key).Distinct()];
        IReadOnlyList<ProductSeller> sellers = asked.Length == 0 ? [] : await offers.SellersAsync(session, asked);
        return sellers.ToLookup(one => one.Product, one => one.Store);
    }

    static bool Is<T>(LoggedEvent said) where T : IEvent => said.Kind == EventKindAttribute.Of(typeof(T));
}
