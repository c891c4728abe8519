using Feria.Contracts;

namespace Feria.Integrations;

/// <summary>
/// What happens to a store is written down for those of its endpoints that want to hear it, each event once an endpoint
/// however often it is heard.
/// </summary>
sealed class OnStoreEvent(Posting posting, IOfferBook offers, TimeProvider clock) : Reaction
{
    public override string Name => "integrations.on-store-event";

    public override IReadOnlyCollection<string> Hears { get; } =
    [
        .. new[]
        {
            typeof(OrderConfirmed), typeof(OrderMoved), typeof(OrderCancelled), typeof(ShipmentSent),
            typeof(ShipmentMoved), typeof(LowStockChanged), typeof(QuestionAsked), typeof(ReviewPosted),
            typeof(MessageSent),
        }.Select(EventKindAttribute.Of),
    ];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var since = clock.GetUtcNow().UtcDateTime - Retries.Longest;
        var happened = await StoreEvents.ReadAsync(tx, [.. events.Where(said => said.At > since)], offers);
        if (happened.Count == 0) return;
        var listeners = (await Posting.LockAsync(
            tx, [.. happened.Select(one => one.Store).Distinct()], [.. happened.Select(one => one.Kind).Distinct()]))
            .ToLookup(listener => listener.Store);
        await posting.PostAsync(tx,
        [
            .. from one in happened
               from listener in listeners[one.Store]
               where listener.Kinds.Contains(one.Kind) && listener.MadeAt <= one.At
               select (one, listener.Id),
        ]);
    }
}
