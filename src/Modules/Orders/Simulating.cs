using Feria.Contracts;

namespace Feria.Orders;

/// <summary>What a cart would cost, step by step: each cent that is taken off, by which promotion or why not.</summary>
/// <param name="At">The moment promotions are judged at; prices are those of now.</param>
/// <param name="Steps">Each promotion in the order they are tried.</param>
public sealed record Simulation(
    DateTime At, IReadOnlyList<SimulatedPart> Stores, IReadOnlyList<SimulatedStep> Steps, Money? Total);

/// <param name="Commission">The platform's share.</param>
/// <param name="Subsidy">What the platform adds for the store.</param>
public sealed record SimulatedPart(
    StoreName Store, IReadOnlyList<SimulatedLine> Lines, Money Items, Money Discount, Money Delivery, Money Total,
    Money Commission, Money Subsidy);

public sealed record SimulatedLine(Guid Offer, string Sku, string Title, int Quantity, Money Price, Money Discount);

/// <param name="Why">Why it takes nothing off, as a code; null where it does.</param>
/// <param name="Off">All it takes off.</param>
/// <param name="Lines">What of which offer.</param>
/// <param name="Deliveries">What of the delivery of which store.</param>
public sealed record SimulatedStep(
    Guid Promotion, string Name, string FundedBy, int Priority, string? Group, string? Code, string? Why, Money Off,
    IReadOnlyList<OffOfLine> Lines, IReadOnlyList<OffOfDelivery> Deliveries);

public sealed record OffOfLine(Guid Offer, string Sku, Money Off);

public sealed record OffOfDelivery(Guid Store, Money Off);

/// <summary>Judges carts that nobody has, by the rule that real ones are placed by.</summary>
sealed class Simulating(IOfferBook offers, IStoreBook stores, IPromotions promotions, TimeProvider clock)
{
    // Somebody with an account who has used nothing.
    static readonly Guid Anybody = Guid.AllBitsSet;

    /// <summary>Null where an offer is not there.</summary>
    public async Task<Simulation?> RunAsync(
        Session session, IReadOnlyList<Wanted> wanted, string? code, DateTime? at, bool isGuest)
    {
        var terms = (await offers.TermsAsync(session, [.. wanted.Select(line => line.Offer).Distinct()]))
            .ToDictionary(offer => offer.Offer);
        if (wanted.Any(line => !terms.ContainsKey(line.Offer))) return null;
        var sellers = (await stores.TermsAsync(session, [.. terms.Values.Select(offer => offer.Store).Distinct()]))
            .ToDictionary(store => store.Id);
        var quote = Quote.Of(wanted.Select(line => new QuoteLine(terms[line.Offer], line.Quantity)), sellers);
        var basket = quote.Basket(isGuest ? null : Anybody, Promotion.CodeOf(code));
        // Said in so many words, also where this process knows of no promotion.
        var moment = at ?? clock.GetUtcNow().UtcDateTime;
        var given = Discounts.Of(basket, await promotions.OfAsync(session, [basket], moment));
        quote = quote.With(given);
        return new(
            moment, [.. quote.Parts.Select(PartOf)], [.. given.Steps.Select(step => StepOf(step, terms))],
            quote.Currencies.Count == 1 ? quote.Total : null);
    }

    static SimulatedPart PartOf(QuotePart part) => new(
        new(part.Store.Id, part.Store.Name, part.Store.Slug),
        [
            .. part.Lines.Select(line => new SimulatedLine(
                line.Offer.Offer, line.Offer.Sku, line.Offer.Title, line.Quantity, line.Price,
                line.Total with { Amount = line.DiscountMinor })),
        ],
        part.Items, part.Discount, part.Delivery, part.Total, part.Commission, part.Subsidy);

    static SimulatedStep StepOf(DiscountStep step, Dictionary<Guid, OfferTerms> terms)
    {
        var promotion = step.Promotion;
        return new(
            promotion.Id, promotion.Name, promotion.FundedBy, promotion.Priority, promotion.Group, promotion.Code,
            step.Why, new(step.Minor, promotion.Currency),
            [.. step.Lines.Select(line => new OffOfLine(line.Offer, terms[line.Offer].Sku, line.Off))],
            [.. step.Deliveries.Select(delivery => new OffOfDelivery(delivery.Store, delivery.Price))]);
    }
}
