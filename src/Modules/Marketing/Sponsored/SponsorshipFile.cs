namespace Feria.Marketing;

/// <summary>A sponsorship as those who run it see it.</summary>
/// <param name="Status">waiting, running, paused, spent, over or ended.</param>
/// <param name="Allowed">What it may have spent by now, so that it lasts.</param>
public sealed record SponsorshipFile(
    Guid Id, string Name, string Status, Money Budget, Money Bid, Money Spent, Money Allowed, DateTime From,
    DateTime Until, IReadOnlyList<SponsoredFigures> Offers);

/// <param name="Impressions">How often somebody had it before their eyes.</param>
/// <param name="Clicks">Of how many people a day.</param>
/// <param name="Charged">Clicks that cost something.</param>
/// <param name="IsRemoved">Shown no more; what it did stays told.</param>
public sealed record SponsoredFigures(
    Guid Id, Guid Offer, Guid Product, long Impressions, int Clicks, int Charged, Money Cost, bool IsRemoved);

/// <summary>A sponsorship as it is kept.</summary>
sealed record SponsorshipRow(
    Guid Id, string Name, string Currency, long BudgetMinor, long BidMinor, long SpentMinor, DateTime FromAt,
    DateTime UntilAt, DateTime? PausedAt, DateTime? EndedAt) : IShown
{
    /// <summary>Of rows <c>s</c>.</summary>
    public const string Columns = """
        s.id, s.name, s.currency, s.budget_minor, s.bid_minor, s.spent_minor, s.from_at, s.until_at, s.paused_at,
            s.ended_at
        """;

    public long AllowedMinor(DateTime now) => Pacing.AllowedMinor(BudgetMinor, FromAt, UntilAt, now);

    public string StatusAt(DateTime now) =>
        ShownMoves.StatusOf(this, now) is var status && status == "running" && SpentMinor + BidMinor > BudgetMinor
            ? "spent"
            : status;

    /// <summary>How many clicks it can pay for now.</summary>
    public long CanPay(DateTime now) => StatusAt(now) == "running"
        ? Math.Max(0, (AllowedMinor(now) - SpentMinor) / BidMinor)
        : 0;

    public SponsorshipFile File(IEnumerable<SponsoredRow> offers, DateTime now) => new(
        Id, Name, StatusAt(now), new(BudgetMinor, Currency), new(BidMinor, Currency), new(SpentMinor, Currency),
        new(AllowedMinor(now), Currency), FromAt, UntilAt,
        [.. offers.OrderBy(one => one.RemovedAt is not null).ThenBy(one => one.Place).Select(one =>
            new SponsoredFigures(
                one.Id, one.OfferId, one.ProductId, one.Impressions, one.Clicks, one.Charged,
                new(one.CostMinor, Currency), one.RemovedAt is not null))]);
}

sealed record SponsoredRow(
    Guid Id, Guid SponsorshipId, Guid OfferId, Guid ProductId, short Place, long Impressions, int Clicks, int Charged,
    long CostMinor, DateTime? RemovedAt)
{
    /// <summary>Of rows <c>o</c>.</summary>
    public const string Columns = """
        o.id, o.sponsorship_id, o.offer_id, o.product_id, o.place, o.impressions, o.clicks, o.charged, o.cost_minor,
            o.removed_at
        """;
}
