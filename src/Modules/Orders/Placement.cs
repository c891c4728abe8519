using Feria.Contracts;

namespace Feria.Orders;

/// <summary>A checkout somebody asks for.</summary>
/// <param name="Id">The checkout's id, made before it is written.</param>
/// <param name="Mark">Of the Idempotency-Key it came with: one mark, one checkout.</param>
/// <param name="Lines">What to buy; null buys the owner's cart.</param>
/// <param name="ExpectedTotal">What the buyer was told it costs; another total is refused with the new quote.</param>
public sealed record Draft(
    Guid Id,
    Guid? Mark,
    Owner Owner,
    IReadOnlyList<Wanted>? Lines,
    string Method,
    string? Coupon,
    Money? ExpectedTotal,
    Recipient Recipient,
    PostalAddress Address)
{
    /// <summary>The cart it buys, once that is locked.</summary>
    internal Guid? Cart { get; init; }

    /// <summary>The call it came by, where its key is claimed and its answer kept with the placing.</summary>
    internal IdempotentCall? Call { get; init; }
}

/// <summary>Whom to write to about a checkout. In the clear; sealed where it is kept.</summary>
public sealed record Recipient(string FullName, string Email, string Locale);

/// <summary>Everything a placement is decided on, read under the locks of this transaction.</summary>
public sealed record MarketFacts(
    IReadOnlyDictionary<Guid, OfferTerms> Offers,
    IReadOnlyDictionary<Guid, StoreTerms> Stores,
    IReadOnlyDictionary<Guid, long> Free);

/// <summary>The quote a draft is placed at, or why it is not.</summary>
public sealed record Decision(Draft Draft, Quote? Quote, Refusal? Refusal)
{
    /// <summary>What was placed, once it is written.</summary>
    public Checkout? Checkout { get; init; }
}

/// <summary>What keeps one offer of a checkout from being bought.</summary>
public sealed record Shortage(Guid Offer, string? Title, string Code, string Words, int Wanted, long Available);

/// <summary>
/// Decides checkouts in the order they arrived: each whole or not at all, refused ones take nothing from later ones.
/// </summary>
public static class Placement
{
    public static IReadOnlyList<Decision> Decide(IReadOnlyList<Draft> drafts, MarketFacts facts)
    {
        var free = new Dictionary<Guid, long>(facts.Free);
        var boughtCarts = new HashSet<Guid>();
        var decisions = new List<Decision>(drafts.Count);
        foreach (var draft in drafts)
        {
            var isCartGone = draft.Cart is { } cart && boughtCarts.Contains(cart);
            var decision = Decide(isCartGone ? draft with { Lines = [] } : draft, facts, free);
            decisions.Add(decision);
            if (decision.Quote is null) continue;

            if (draft.Cart is { } bought) boughtCarts.Add(bought);
            foreach (var line in decision.Quote.Parts.SelectMany(part => part.Lines))
                free[line.Offer.Offer] -= line.Quantity;
        }

        return decisions;
    }

    static Decision Decide(Draft draft, MarketFacts facts, Dictionary<Guid, long> free)
    {
        var wanted = (draft.Lines ?? [])
            .GroupBy(line => line.Offer)
            .Select(same => new Wanted(same.Key, same.Sum(line => line.Quantity)))
            .ToList();
        if (wanted.Count == 0) return No(Refusals.CartEmpty);
        if (draft.Coupon is not null) return No(Refusals.CouponUnknown);

        var unsellable = wanted.Select(line => Unsellable(line, facts)).OfType<Shortage>().ToList();
        if (unsellable.Count > 0) return No(Refusals.NotForSale.With("items", unsellable));

        var quote =
            Quote.Of(wanted.Select(line => new QuoteLine(facts.Offers[line.Offer], line.Quantity)), facts.Stores);
        if (quote.Currencies.Count > 1) return No(Refusals.SeveralCurrencies.With("items", TitlesByCurrency(quote)));

        var missing = wanted
            .Where(line => line.Quantity > free.GetValueOrDefault(line.Offer))
            .Select(line => Short(line, facts.Offers[line.Offer], free.GetValueOrDefault(line.Offer)))
            .ToList();
        if (missing.Count > 0) return No(Refusals.OutOfStock.With("items", missing));

        if (draft.ExpectedTotal is { } expected && expected != quote.Total) return No(Refusals.QuoteChanged
            .With("total", quote.Total).With("stores", CartRules.StoresOf(quote)));
        return new Decision(draft, quote, null);

        Decision No(Refusal refusal) => new(draft, null, refusal);
    }

    static Shortage? Unsellable(Wanted line, MarketFacts facts)
    {
        if (!facts.Offers.TryGetValue(line.Offer, out var offer)
            || !facts.Stores.TryGetValue(offer.Store, out var store))
            return new(line.Offer, null, "not_for_sale", "There is no such offer.", line.Quantity, 0);
        return CartRules.Unsellable(offer, store) is { } notice
            ? new(line.Offer, offer.Title, notice.Code, notice.Words, line.Quantity, 0)
            : null;
    }

    static Shortage Short(Wanted line, OfferTerms offer, long free)
    {
        var notice = CartRules.Shortage(line.Quantity, free)!;
        return new(line.Offer, offer.Title, notice.Code, notice.Words, line.Quantity, Math.Max(0, free));
    }

    static Dictionary<string, List<string>> TitlesByCurrency(Quote quote) => quote.Parts
        .GroupBy(part => part.Items.Currency)
        .ToDictionary(
            same => same.Key, same => same.SelectMany(part => part.Lines).Select(line => line.Offer.Title).ToList());
}
