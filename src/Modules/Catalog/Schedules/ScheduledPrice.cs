namespace Feria.Catalog;

/// <summary>A price an offer has for a while, as its store sees it.</summary>
/// <param name="Options">In words; empty where the product has none.</param>
/// <param name="Now">What the offer costs now.</param>
/// <param name="Before">What it cost when this began; null before that.</param>
/// <param name="Standing">coming, running or ended.</param>
/// <param name="Why">
/// Why it ended: over, by_store, overtaken (the store changed the price meanwhile), no_reduction (it was no lower when
/// its time came) or missed.
/// </param>
public sealed record ScheduledPrice(
    Guid Id, Guid Offer, string Sku, string Title, string Slug, string Options, Money Price, Money Now, Money? Before,
    string Standing, DateTime From, DateTime Until, DateTime? EndedAt, string? Why)
{
    internal sealed record Row(
        Guid Id, Guid Offer, string Sku, string Title, string Slug, string Options, long PriceMinor, string Currency,
        long NowMinor, string NowCurrency, long? BeforeMinor, DateTime FromAt, DateTime UntilAt, DateTime? StartedAt,
        DateTime? EndedAt, string? Why)
    {
        public ScheduledPrice Shown() => new(
            Id, Offer, Sku, Title, Slug, Options, new(PriceMinor, Currency), new(NowMinor, NowCurrency),
            BeforeMinor is { } before ? new Money(before, Currency) : null,
            EndedAt is not null ? "ended" : StartedAt is null ? "coming" : "running", FromAt, UntilAt, EndedAt, Why);
    }

    /// <summary>Of rows <c>s</c>.</summary>
    internal const string Columns = """
        s.id, s.offer_id as offer, o.sku, p.title, p.slug, array_to_string(v.options, ' · ') as options, s.price_minor,
            s.currency, o.price_minor as now_minor, o.currency as now_currency, s.before_minor, s.from_at, s.until_at,
            s.started_at, s.ended_at, s.why
        """;
}

/// <summary>What a price becomes for a while, and again after it.</summary>
static class PassingPrice
{
    /// <summary>What an offer has at an instant.</summary>
    public sealed record Had(Guid Offer, long PriceMinor, string Currency, long? ListPriceMinor);

    /// <summary>A schedule, and what it found when it began.</summary>
    public sealed record Term(
        Guid Id, Guid Offer, long PriceMinor, string Currency, DateTime UntilAt, long? BeforeMinor,
        long? BeforeListMinor);

    /// <summary>The reduced price; null where it would be no lower, or nothing.</summary>
    public static long? Of(Money price, int? percentOff, long? amountOff, long? asked)
    {
        var reduced = asked
            ?? price.Amount - (percentOff is { } percent ? price.Share(percent * 100).Amount : amountOff!.Value);
        return reduced > 0 && reduced < price.Amount ? reduced : null;
    }

    /// <summary>The price as it begins, beside what it was; else why it does not.</summary>
    public static (PutPrices.Priced? Priced, string? Why) Begin(Term term, Had now, DateTime at) =>
        term.UntilAt <= at ? (null, "missed")
        : now.Currency != term.Currency || now.PriceMinor <= term.PriceMinor ? (null, "no_reduction")
        : (new(term.Offer, term.PriceMinor, term.Currency, now.PriceMinor, SaysList: true), null);

    /// <summary>
    /// What was before comes back. Where the store changed the price meanwhile its word stands, and only what was
    /// struck through by this goes.
    /// </summary>
    public static (PutPrices.Priced? Priced, string Why) End(Term term, Had now, string why) =>
        (now.PriceMinor, now.Currency) == (term.PriceMinor, term.Currency)
            ? (new(term.Offer, term.BeforeMinor!.Value, term.Currency, term.BeforeListMinor, SaysList: true), why)
        : now.Currency == term.Currency && now.ListPriceMinor == term.BeforeMinor
            ? (new(term.Offer, now.PriceMinor, now.Currency, term.BeforeListMinor, SaysList: true), "overtaken")
        : (null, "overtaken");
}
