namespace Feria.Contracts;

/// <summary>Where something goes, as exactly as whoever asks has said.</summary>
public sealed record Destination(string Country, string? Region, string? PostalCode)
{
    public static Destination Of(PostalAddress address) => new(address.Country, address.Region, address.PostalCode);
}

/// <summary>One store's part of a purchase, as its delivery is priced.</summary>
/// <param name="To">Null where nobody knows yet.</param>
/// <param name="Payment">How it is paid; null where nobody knows yet.</param>
public sealed record DeliveryAsk(Money Items, long Grams, Destination? To, string? Payment);

/// <summary>A method with its price, or why it cannot be.</summary>
/// <param name="Why">As a code of <see cref="NoDelivery"/>; null where it is possible.</param>
public sealed record DeliveryOffer(DeliveryMethod Method, Money? Price, string? Why);

/// <summary>Why a method does not deliver something.</summary>
public static class NoDelivery
{
    /// <summary>Nobody has said where to.</summary>
    public const string AddressNeeded = "address_needed";

    public const string NotThere = "not_there";

    public const string TooHeavy = "too_heavy";

    public const string NoCash = "no_cash";

    /// <summary>The price hangs on the region, and the region is not written as its code.</summary>
    public const string RegionUnclear = "region_unclear";

    /// <summary>The price hangs on more of the postal code than there is.</summary>
    public const string PostalCodeUnclear = "postal_code_unclear";

    public const string OtherCurrency = "other_currency";
}

/// <summary>
/// What delivering one store's part costs by each of its methods. Carts, placing and the desk's preview run this, and
/// nothing else decides.
/// </summary>
public static class Deliveries
{
    /// <summary>What a unit weighs that nobody weighed.</summary>
    public const int UsualGrams = 1_000;

    /// <param name="currency">Of the methods' prices.</param>
    public static IReadOnlyList<DeliveryOffer> Of(
        IReadOnlyList<DeliveryMethod> methods, string currency, DeliveryAsk ask) =>
        [.. methods.Select(method => Of(method, currency, ask))];

    /// <summary>
    /// The one that was named, where it is possible; else the cheapest possible that is shipped, of equal ones the
    /// first. Null where there is none: nobody is made to pick up.
    /// </summary>
    public static DeliveryOffer? Choose(IReadOnlyList<DeliveryOffer> offers, Guid? named) => named is { } method
        ? offers.FirstOrDefault(offer => offer.Method.Id == method && offer.Why is null)
        : offers.Where(offer => offer is { Why: null, Method.IsPickup: false })
            .MinBy(offer => offer.Price!.Value.Amount);

    static DeliveryOffer Of(DeliveryMethod method, string currency, DeliveryAsk ask)
    {
        var (minor, why) = currency != ask.Items.Currency ? (0, NoDelivery.OtherCurrency)
            : ask.Payment == PaymentMethod.CashOnDelivery && !method.TakesCash ? (0, NoDelivery.NoCash)
            : method.IsPickup ? (method.Price, null)
            : ask.To is null ? (0, NoDelivery.AddressNeeded)
            : OfZones(method.Zones, ask.To, ask.Grams);
        if (why is not null) return new(method, null, why);
        return new(method, new Money(ask.Items.Amount >= method.FreeFrom ? 0 : minor, currency), null);
    }

    static (long Minor, string? Why) OfZones(IReadOnlyList<DeliveryZone> zones, Destination to, long grams)
    {
        var (zone, why) = ZoneOf(zones, to);
        if (zone is null) return (0, why);
        if (zone.Price is { } flat) return (flat, null);
        return zone.Bands!.FirstOrDefault(band => grams <= band.UpToGrams) is { } fitting
            ? (fitting.Price, null)
            : (0, NoDelivery.TooHeavy);
    }

    // The most particular area that holds the address. Where a more particular one might, if more had been said, no
    // zone is right.
    static (DeliveryZone? Zone, string? Why) ZoneOf(IReadOnlyList<DeliveryZone> zones, Destination to)
    {
        var postal = Letters(to.PostalCode);
        var areas = zones.SelectMany(zone => zone.Areas.Select(area => (Zone: zone, Area: area)))
            .Where(one => one.Area.Country == to.Country)
            .ToList();
        var posts = areas.Where(one => one.Area.PostalPrefix is not null).ToList();
        if (posts.Any(one => one.Area.PostalPrefix!.Length > postal.Length
            && one.Area.PostalPrefix.StartsWith(postal, StringComparison.Ordinal)))
            return (null, NoDelivery.PostalCodeUnclear);
        var post = posts.Where(one => postal.StartsWith(one.Area.PostalPrefix!, StringComparison.Ordinal))
            .OrderByDescending(one => one.Area.PostalPrefix!.Length)
            .FirstOrDefault();
        if (post.Zone is not null) return (post.Zone, null);

        var regions = areas.Where(one => one.Area.Region is not null).ToList();
        var region = RegionOf(to, regions.Select(one => one.Area.Region!.Length));
        if (regions.Count > 0 && region is null) return (null, NoDelivery.RegionUnclear);
        if (regions.FirstOrDefault(one => one.Area.Region == region).Zone is { } ofRegion) return (ofRegion, null);
        return areas.FirstOrDefault(one => one.Area is { Region: null, PostalPrefix: null }).Zone is { } ofCountry
            ? (ofCountry, null)
            : (null, NoDelivery.NotThere);
    }

    // "SP", "sp" and "BR-SP" are codes. "São Paulo" is none, nor is "Rio" where codes have two letters: one is as long
    // as those the method names, or has its country before it, as not all countries' codes are of one length.
    static string? RegionOf(Destination to, IEnumerable<int> lengths)
    {
        var text = (to.Region ?? "").Trim().ToUpperInvariant();
        var isWhole = text.StartsWith(to.Country + "-", StringComparison.Ordinal);
        if (isWhole) text = text[(to.Country.Length + 1)..];
        var isCode = isWhole ? text.Length is >= 1 and <= 3 : lengths.Contains(text.Length);
        return isCode && text.All(char.IsAsciiLetterOrDigit) ? text : null;
    }

    static string Letters(string? text) =>
        string.Concat((text ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
