namespace Feria.FlashSales;

/// <summary>A flash sale: its terms, and where its line stands.</summary>
/// <param name="Admitted">The greatest number that was given a turn.</param>
/// <param name="Rate">Turns a second that checkout can take now.</param>
public sealed record Sale(
    Guid Id,
    string Slug,
    string Name,
    Guid Offer,
    int Units,
    long PriceMinor,
    string Currency,
    int PerBuyer,
    string Audience,
    bool HasLine,
    DateTime OpensAt,
    DateTime StartsAt,
    DateTime EndsAt,
    int TurnSeconds,
    int PaySeconds,
    byte[] SeedDigest,
    int Round,
    DateTime? DrawnAt,
    int LastNumber,
    int Admitted,
    double Rate,
    DateTime? StoppedAt,
    DateTime? ClosedAt,
    string? ClosedWhy)
{
    public Money Price => new(PriceMinor, Currency);

    /// <summary>When nobody is let in any more.</summary>
    public DateTime LastCall => StoppedAt is { } stopped && stopped < EndsAt ? stopped : EndsAt;

    /// <summary>announced, gathering (its line is open), selling, ending or closed.</summary>
    public string Phase(DateTime now) => this switch
    {
        { ClosedAt: not null } => SalePhase.Closed,
        _ when now >= LastCall => SalePhase.Ending,
        _ when now < OpensAt => SalePhase.Announced,
        _ when now < StartsAt || (HasLine && DrawnAt is null) => SalePhase.Gathering,
        _ => SalePhase.Selling,
    };

    /// <summary>The columns of a sale, for statements that read one.</summary>
    internal const string Columns = """
        id, slug, name, offer_id as offer, units, price_minor, currency, per_buyer, audience, has_line, opens_at,
            starts_at, ends_at, turn_seconds, pay_seconds, seed_digest, round, drawn_at, last_number, admitted, rate,
            stopped_at, closed_at, closed_why
        """;
}

public static class SalePhase
{
    public const string Announced = "announced";
    public const string Gathering = "gathering";
    public const string Selling = "selling";
    public const string Ending = "ending";
    public const string Closed = "closed";
}

/// <summary>Who may come to a flash sale.</summary>
public static class Audience
{
    public const string Anyone = "anyone";
    public const string Accounts = "accounts";
    public const string Verified = "verified";
}
