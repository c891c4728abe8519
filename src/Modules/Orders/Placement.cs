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
    /// <summary>The code that is kept with the cart it buys; where it is good for nothing, nobody minds.</summary>
    internal string? Kept { get; init; }

    /// <summary>The flash sale it buys from, with the turn its owner has there.</summary>
    public Guid? FlashSale { get; init; }

    /// <summary>The methods of delivery its buyer named, by store.</summary>
    public IReadOnlyDictionary<Guid, Guid> Named { get; init; } = Delivering.Anywhere.Named;

    internal Delivering Delivering => new(Destination.Of(Address), Method, Named);

    /// <summary>The code promotions are tried with.</summary>
    internal string? Code => Promotion.CodeOf(Coupon ?? Kept);

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
    IReadOnlyDictionary<Guid, long> Free)
{
    /// <summary>Turns in flash sales, by draft.</summary>
    public IReadOnlyDictionary<Guid, FlashTurn> Turns { get; init; } = new Dictionary<Guid, FlashTurn>();

    /// <summary>Units set aside for each flash sale.</summary>
    public IReadOnlyDictionary<Guid, long> SetAside { get; init; } = new Dictionary<Guid, long>();

    /// <summary>Of one offer in one purchase.</summary>
    public int MostUnits { get; init; } = int.MaxValue;

    /// <summary>Promotions somebody may be given; those that are counted are locked.</summary>
    public Offered Offered { get; init; } = Offered.Nothing;
}

/// <summary>The quote a draft is placed at, or why it is not.</summary>
public sealed record Decision(Draft Draft, Quote? Quote, Refusal? Refusal)
{
    /// <summary>What was placed, once it is written.</summary>
    public Checkout? Checkout { get; init; }

    /// <summary>Its payment.</summary>
    public Opened? Opened { get; init; }

    /// <summary>The turn it was placed by.</summary>
    public FlashTurn? Turn { get; init; }

    /// <summary>The promotions it uses that are counted.</summary>
    public IReadOnlyList<Guid> Uses { get; init; } = [];
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
        var left = new Left(new(facts.Free), new(facts.SetAside), [], new());
        var boughtCarts = new HashSet<Guid>();
        var decisions = new List<Decision>(drafts.Count);
        foreach (var draft in drafts)
        {
            var isCartGone = draft.Cart is { } cart && boughtCarts.Contains(cart);
            var decision = Decide(isCartGone ? draft with { Lines = [] } : draft, facts, left);
            decisions.Add(decision);
            if (decision.Quote is null) continue;

            if (draft.Cart is { } bought) boughtCarts.Add(bought);
            left.Take(decision);
        }

        return decisions;
    }

    /// <summary>What each would buy, as promotions look at it; of flash sales nothing.</summary>
    internal static IReadOnlyList<Basket> Baskets(IReadOnlyList<Draft> drafts, MarketFacts facts) =>
    [
        .. drafts
            .Where(draft => draft is { FlashSale: null, Lines.Count: > 0 })
            .Where(draft => draft.Lines!.All(line => Unsellable(new(line.Offer, 1), facts) is null))
            .Select(draft => Quote.Of(
                draft.Lines!.Select(line => new QuoteLine(facts.Offers[line.Offer], line.Quantity)), facts.Stores,
                draft.Delivering)
                .Basket(draft.Owner.Account, draft.Code)),
    ];

    /// <summary>What those who came before have left.</summary>
    sealed record Left(
        Dictionary<Guid, long> Free, Dictionary<Guid, long> SetAside, Dictionary<Guid, int> UsedOfSpot, Uses Uses)
    {
        public long Of(Draft draft, Guid offer) =>
            draft.FlashSale is { } sale ? SetAside.GetValueOrDefault(sale) : Free.GetValueOrDefault(offer);

        public void Take(Decision decision)
        {
            Uses.Take(decision.Uses, decision.Draft.Owner.Account);
            foreach (var line in decision.Quote!.Parts.SelectMany(part => part.Lines))
            {
                if (decision.Draft.FlashSale is not { } sale) Free[line.Offer.Offer] -= line.Quantity;
                else
                {
                    SetAside[sale] -= line.Quantity;
                    UsedOfSpot[decision.Turn!.Spot] = line.Quantity + UsedOfSpot.GetValueOrDefault(decision.Turn.Spot);
                }
            }
        }
    }

    static Decision Decide(Draft draft, MarketFacts facts, Left left)
    {
        var wanted = (draft.Lines ?? [])
            .GroupBy(line => line.Offer)
            .Select(same => new Wanted(same.Key, same.Sum(line => line.Quantity)))
            .ToList();
        if (wanted.Count == 0) return No(Refusals.CartEmpty);
        var turn = draft.FlashSale is null ? null : facts.Turns[draft.Id];
        if (turn is not null && FlashRules.Refuse(
            turn with { Allowed = turn.Allowed - left.UsedOfSpot.GetValueOrDefault(turn.Spot) }, wanted,
            draft.Method) is { } noTurn)
            return No(noTurn);

        var unsellable = wanted.Select(line => Unsellable(line, facts)).OfType<Shortage>().ToList();
        if (unsellable.Count > 0) return No(Refusals.NotForSale.With("items", unsellable));

        if (wanted.Any(line => line.Quantity > facts.MostUnits))
            return No(Refusals.TooManyUnits.With("most", facts.MostUnits));

        var quote = Quote.Of(
            wanted.Select(line => new QuoteLine(FlashRules.Priced(facts.Offers[line.Offer], turn), line.Quantity)),
            facts.Stores, draft.Delivering);
        if (quote.Currencies.Count > 1) return No(Refusals.SeveralCurrencies.With("items", TitlesByCurrency(quote)));

        var missing = wanted
            .Where(line => line.Quantity > left.Of(draft, line.Offer))
            .Select(line => Short(line, facts.Offers[line.Offer], left.Of(draft, line.Offer)))
            .ToList();
        if (missing.Count > 0) return No(Refusals.OutOfStock.With("items", missing));

        if (DeliveryRules.Refuse(quote, draft.Named) is { } noDelivery) return No(noDelivery);

        // At the price of a flash sale nothing more is taken off.
        var given = turn is null && facts.Offered.Promotions.Count > 0
            ? Discounts.Of(quote.Basket(draft.Owner.Account, draft.Code), facts.Offered, left.Uses)
            : Discounted.Nothing;
        if (draft.Coupon is not null && CouponRules.Refuse(draft.Code!, given) is { } noCoupon) return No(noCoupon);
        quote = quote.With(given);

        if (draft.ExpectedTotal is { } expected && expected != quote.Total) return No(Refusals.QuoteChanged
            .With("total", quote.Total).With("stores", CartRules.StoresOf(quote)));
        return new Decision(draft, quote, null)
        {
            Turn = turn,
            Uses = [.. given.Applied.Select(step => step.Promotion).Where(one => one.IsLimited).Select(one => one.Id)],
        };

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
