using Feria.Contracts;

namespace Feria.Orders;

/// <summary>A change somebody asks for: so many units of an offer in their cart, or none.</summary>
/// <param name="Quantity">0 takes the offer out.</param>
/// <param name="Expected">The version the cart must have; null where any will do.</param>
/// <param name="Call">The call it came by, where that carries a key.</param>
sealed record CartChange(Owner Owner, Guid Offer, int Quantity, long? Expected, IdempotentCall? Call);

/// <summary>What became of a change: the cart as it then was, or why it was not made.</summary>
/// <param name="IsNew">Whether the cart has the offer by it and had not before.</param>
sealed record CartChanged(CartChange Change, Carts.Held? Cart, Refusal? Refusal, bool IsNew = false);

/// <summary>
/// Decides changes of carts in the order they came, each on what those before it left. A refused one changes nothing.
/// </summary>
static class CartChanges
{
    /// <param name="held">The carts there are, by their owners.</param>
    /// <param name="offers">Terms of what is asked for.</param>
    /// <param name="stores">Terms of those who sell it.</param>
    public static IReadOnlyList<CartChanged> Decide(
        IReadOnlyList<CartChange> changes,
        IReadOnlyDictionary<string, Carts.Held> held,
        IReadOnlyDictionary<Guid, OfferTerms> offers,
        IReadOnlyDictionary<Guid, StoreTerms> stores, int mostLines = Cart.MostLines, int mostUnits = Cart.MostUnits)
    {
        var now = new Dictionary<string, Carts.Held>(held);
        var decided = new List<CartChanged>(changes.Count);
        foreach (var change in changes)
        {
            var cart = now.GetValueOrDefault(change.Owner.Key, Carts.Held.Nothing);
            var refusal = Refuse(change, cart, offers, stores, mostLines, mostUnits);
            var isNew = refusal is null && change.Quantity > 0
                && cart.Items.All(item => item.Offer != change.Offer);
            if (refusal is null) now[change.Owner.Key] = cart = Change(cart, change, offers);
            decided.Add(new(change, refusal is null ? cart : null, refusal, isNew));
        }

        return decided;
    }

    /// <summary>Why the offer cannot be put into a cart; null where it can.</summary>
    public static Refusal? Refuse(
        CartChange change, IReadOnlyDictionary<Guid, OfferTerms> offers, IReadOnlyDictionary<Guid, StoreTerms> stores)
    {
        if (change.Quantity == 0) return null;
        if (!offers.TryGetValue(change.Offer, out var offer) || !stores.TryGetValue(offer.Store, out var store))
            return Refusals.OfferNotFound;
        return offer.Listed && store.Open ? null : Refusals.NotForSale;
    }

    static Refusal? Refuse(
        CartChange change, Carts.Held cart, IReadOnlyDictionary<Guid, OfferTerms> offers,
        IReadOnlyDictionary<Guid, StoreTerms> stores, int mostLines, int mostUnits)
    {
        if (Refuse(change, offers, stores) is { } refusal) return refusal;
        if (change.Expected is { } expected && expected != cart.Version)
            return Refusals.CartChanged.With("version", cart.Version);
        var others = cart.Items.Count(item => item.Offer != change.Offer);
        return change.Quantity > mostUnits ? Refusals.TooManyUnits.With("most", mostUnits)
            : change.Quantity > 0 && others >= mostLines ? Refusals.CartFull.With("most", mostLines)
            : null;
    }

    // What is there keeps its place; what is not there is already out.
    static Carts.Held Change(Carts.Held cart, CartChange change, IReadOnlyDictionary<Guid, OfferTerms> offers)
    {
        var had = cart.Items.Any(item => item.Offer == change.Offer);
        if (change.Quantity == 0 && !had) return cart;
        var items = cart.Items.Where(item => item.Offer != change.Offer);
        if (change.Quantity > 0)
        {
            var terms = offers[change.Offer];
            var put = new CartRules.Kept(change.Offer, change.Quantity, terms.PriceMinor, terms.Currency);
            items = had ? cart.Items.Select(item => item.Offer == put.Offer ? put : item) : cart.Items.Append(put);
        }

        return cart with { Version = cart.Version + 1, Items = [.. items] };
    }
}
