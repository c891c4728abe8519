using Feria.Contracts;

namespace Feria.Orders;

/// <summary>A store's method of delivery, for a part of a purchase.</summary>
/// <param name="Price">Null where it is not possible.</param>
/// <param name="Why">
/// address_needed, not_there, too_heavy, no_cash, region_unclear, postal_code_unclear or other_currency; null where it
/// is possible.
/// </param>
/// <param name="Place">Where a pickup is.</param>
public sealed record DeliveryOption(
    Guid Method, string Name, string Kind, int DaysLeast, int DaysMost, Money? Price, string? Why, PickupPlace? Place)
{
    public static DeliveryOption Of(DeliveryOffer offer) => new(
        offer.Method.Id, offer.Method.Name, offer.Method.Kind, offer.Method.DaysLeast, offer.Method.DaysMost,
        offer.Price, offer.Why, offer.Method.Place);
}

/// <summary>Whether every part of a purchase can be delivered.</summary>
static class DeliveryRules
{
    /// <summary>Why it is not, with all methods of all stores; null where it is.</summary>
    public static Refusal? Refuse(Quote quote, IReadOnlyDictionary<Guid, Guid> named)
    {
        var stuck = quote.Parts.FirstOrDefault(part => named.ContainsKey(part.Store.Id)
            ? part.Method?.Id != named[part.Store.Id]
            : part.IsDeliveryOpen);
        if (stuck is null) return null;
        var refusal = named.ContainsKey(stuck.Store.Id)
            ? Refusals.DeliveryMethodNotPossible
            : Refusals.DeliveryNotPossible;
        return refusal.With("store", stuck.Store.Id).With("stores", CartRules.StoresOf(quote));
    }
}
