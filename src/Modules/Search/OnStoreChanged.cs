using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// What a store sells is found, or found no more, as it opens and shuts: its documents are ordered anew, some hundred
/// an order, so that nobody waits for the index meanwhile.
/// </summary>
public sealed class OnStoreChanged(IProductBook products) : Reaction
{
    internal const string Called = "search.on-store-changed";
    const int AnOrder = 500;

    public override string Name => Called;

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(StoreChanged))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var store in events.Select(said => said.Key).Distinct().Order())
        {
            // However often it changes, no more of it is ordered than it sells.
            IReadOnlyList<Shelved> shelf = [];
            for (var part = 0; part == 0 || shelf.Count == AnOrder; part++)
            {
                shelf = await products.OfStoreAsync(
                    tx, store, shelf.Count == 0 ? Guid.AllBitsSet : shelf[^1].Offer, AnOrder);
                if (shelf.Count > 0)
                    Rebuild.Order(
                        tx, IndexCopy.Called, subjects: [.. shelf.Select(one => one.Product)],
                        about: $"{store} {part}");
            }
        }
    }
}
