using Feria.Contracts;
using Npgsql;

namespace Feria.FlashSales;

/// <summary>A flash sale as everybody sees it.</summary>
/// <param name="Phase">announced, gathering (its line is open), selling, ending or closed.</param>
/// <param name="Left">Units nobody holds or bought.</param>
/// <param name="Waiting">Buyers in line who were not let in yet; 0 until the numbers are drawn.</param>
/// <param name="Now">The clock all its times are meant by.</param>
/// <param name="SeedDigest">SHA-256 of the seed the line is drawn with; the seed is told when it is over.</param>
public sealed record FlashSaleShown(
    Guid Id,
    string Slug,
    string Name,
    OfferShown Offer,
    Money Price,
    int Units,
    int Left,
    int Waiting,
    int PerBuyer,
    string Audience,
    bool HasLine,
    string Phase,
    DateTime OpensAt,
    DateTime StartsAt,
    DateTime EndsAt,
    DateTime Now,
    string SeedDigest,
    string? ClosedWhy);

/// <param name="Price">What it costs outside of the sale.</param>
public sealed record OfferShown(
    Guid Id, string Title, string Slug, string Options, string? Picture, Money Price);

/// <summary>Finds flash sales for showing: terms from a hot copy, figures from the line's.</summary>
public sealed class FlashSaleBook(Database database, Cache cache, Lines lines, IOfferBook offers)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    static readonly Guid All = Changes.Of<FlashSaleChanged>();

    /// <summary>Those that are not over, the soonest first.</summary>
    public sealed record Coming(IReadOnlyList<Terms> Sales);

    public sealed record Terms(Guid Id, OfferShown Offer);

    public async Task<FlashSaleShown?> FindAsync(string slug, CancellationToken stop)
    {
        var terms = (await cache.GetAsync(
            $"flash-sale:{slug}", Fresh, session => TermsAsync(session, slug), stop, onPrimary: true))?.Value;
        return terms is null ? null : await ShowAsync(terms, stop);
    }

    public async Task<IReadOnlyList<FlashSaleShown>> ComingAsync(CancellationToken stop)
    {
        var coming = await cache.GetAsync("flash-sales:coming", Fresh, ComingAsync, stop, onPrimary: true);
        var found = new List<FlashSaleShown>();
        foreach (var terms in coming?.Value.Sales ?? [])
            if (await ShowAsync(terms, stop) is { Phase: not SalePhase.Closed } sale) found.Add(sale);
        return found;
    }

    /// <summary>The same for a page that can do without: none, where the database is away.</summary>
    public async Task<IReadOnlyList<FlashSaleShown>> ComingOrNoneAsync(CancellationToken stop)
    {
        try
        {
            return await ComingAsync(stop);
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException)
        {
            return [];
        }
    }

    public static FlashSaleShown Show(Lines.Standing standing, OfferShown offer)
    {
        var sale = standing.Sale;
        return new(
            sale.Id, sale.Slug, sale.Name, offer, sale.Price, sale.Units, sale.Units - standing.Taken,
            sale.LastNumber - sale.Admitted, sale.PerBuyer, sale.Audience, sale.HasLine, standing.Phase, sale.OpensAt,
            sale.StartsAt, sale.LastCall, standing.Now, Convert.ToHexStringLower(sale.SeedDigest), sale.ClosedWhy);
    }

    async Task<FlashSaleShown?> ShowAsync(Terms terms, CancellationToken stop) =>
        await lines.OfSaleAsync(terms.Id, stop) is { } standing ? Show(standing, terms.Offer) : null;

    async Task<Cache.Filled<Coming>> ComingAsync(Session session)
    {
        var found = await session.ListAsync<Found>(ComingSql, new { database.Region });
        var sold = (await offers.TermsAsync(session, [.. found.Select(sale => sale.Offer).Distinct()]))
            .ToDictionary(offer => offer.Offer);
        return new(
            new([.. found.Where(sale => sold.ContainsKey(sale.Offer)).Select(sale =>
                new Terms(sale.Id, OfferOf(sold[sale.Offer])))]),
            [
                All, .. found.Select(sale => sale.Id),
                .. sold.Values.SelectMany(offer => new[] { offer.Offer, offer.Product }),
            ]);
    }

    async Task<Cache.Filled<Terms>> TermsAsync(Session session, string slug)
    {
        var found = await session.OneOrNullAsync<Found>(FindSql, new { database.Region, slug });
        if (found is null) return new(null, []);
        var offer = (await offers.TermsAsync(session, [found.Offer])).SingleOrDefault();
        return new(
            offer is null ? null : new(found.Id, OfferOf(offer)), [found.Id, found.Offer, offer?.Product ?? default]);
    }

    internal static OfferShown OfferOf(OfferTerms offer) => new(
        offer.Offer, offer.Title, offer.Slug, offer.Options, offer.Picture, new(offer.PriceMinor, offer.Currency));

    sealed record Found(Guid Id, Guid Offer);

    const string FindSql = """
        -- flashsales.flash-sale-book.find
        select id, offer_id as offer from flashsales.sale where region = @Region and slug = @slug
        """;

    const string ComingSql = """
        -- flashsales.flash-sale-book.coming
        select id, offer_id as offer
        from flashsales.sale
        where region = @Region and closed_at is null
        order by starts_at
        limit 20
        """;
}
