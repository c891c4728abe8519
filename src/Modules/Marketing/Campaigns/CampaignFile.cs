using System.Text.Json;
using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>A campaign as those who run it see it.</summary>
/// <param name="Status">draft, scheduled, running, paused, finished or stopped.</param>
/// <param name="Why">Of a paused one: person, budget or coupons.</param>
/// <param name="Spent">What its messages cost so far, those that are on their way among them.</param>
/// <param name="Capped">People who were passed over because they had been told enough.</param>
/// <param name="Unwilling">People of the segment who do not wish to be told.</param>
public sealed record CampaignFile(
    Guid Id, CampaignTerms Terms, string Status, string? Why, Money Spent, int Capped, int Unwilling, DateTime MadeAt,
    DateTime? StartedAt, DateTime? EndedAt, DateTime? SeenAt, IReadOnlyList<CampaignArm> Arms);

/// <param name="Arm">0 for those who are told nothing, then the variants in their order.</param>
/// <param name="Drawn">People in it.</param>
public sealed record CampaignArm(int Arm, int Drawn, int Sent, int Failed, int Unwanted, Money Cost);

/// <summary>A campaign as it is kept.</summary>
sealed record CampaignRow(
    Guid Id, string Name, string Kind, string Status, string? Why, Guid? SegmentId, string Channel, DateTime? FromAt,
    DateTime? UntilAt, string Currency, long BudgetMinor, long CostMinor, long SpentMinor, int PerHour,
    int HoldoutBasisPoints, short? AfterHours, Guid? CouponsId, Guid DrawnAfter, DateTime CartsUntil,
    DateTime PacedUntil, bool IsDrawn, int Capped, int Unwilling, DateTime MadeAt, DateTime? StartedAt,
    DateTime? EndedAt, DateTime? SeenAt)
{
    public CampaignFile File(IEnumerable<ArmRow> arms)
    {
        var all = arms.OrderBy(arm => arm.Arm).ToList();
        return new(
            Id,
            new(Name, Kind, SegmentId, Channel, FromAt, UntilAt, Currency, BudgetMinor, CostMinor, PerHour,
                HoldoutBasisPoints / 100, AfterHours, CouponsId,
                [.. all.Where(arm => arm.Arm > 0).Select(arm => arm.Variant())]),
            Status, Why, new(SpentMinor, Currency), Capped, Unwilling, MadeAt, StartedAt, EndedAt, SeenAt,
            [.. all.Select(arm => new CampaignArm(
                arm.Arm, arm.Drawn, arm.Sent, arm.Failed, arm.Unwanted, new(arm.CostMinor, Currency)))]);
    }

    /// <summary>Of rows <c>c</c>.</summary>
    public const string Columns = """
        c.id, c.name, c.kind, c.status, c.why, c.segment_id, c.channel, c.from_at, c.until_at, c.currency,
            c.budget_minor, c.cost_minor, c.spent_minor, c.per_hour, c.holdout_basis_points, c.after_hours,
            c.coupons_id, c.drawn_after, c.carts_until, c.paced_until, c.is_drawn, c.capped, c.unwilling, c.made_at,
            c.started_at, c.ended_at, c.seen_at
        """;
}

sealed record ArmRow(
    Guid CampaignId, short Arm, int Share, string Texts, string Link, int Drawn, int Sent, int Failed, int Unwanted,
    long CostMinor)
{
    public CampaignVariant Variant() => new(
        Share, JsonSerializer.Deserialize<Dictionary<string, CampaignText>>(Texts, Json.Options)!, Link);

    /// <summary>Of rows <c>a</c>.</summary>
    public const string Columns =
        "a.campaign_id, a.arm, a.share, a.texts::text as texts, a.link, a.drawn, a.sent, a.failed, a.unwanted, "
        + "a.cost_minor";
}
