using System.Text.Json;

namespace Feria.Marketing;

/// <summary>A banner as those who make it see it.</summary>
/// <param name="Status">waiting, running, paused, over or ended.</param>
public sealed record BannerFile(Guid Id, BannerTerms Terms, string Status, IReadOnlyList<BannerArm> Arms);

/// <param name="Share">0 for a variant that is shown no more; what it did stays told.</param>
/// <param name="Impressions">How often somebody had it before their eyes.</param>
/// <param name="Clicks">How often somebody went where it leads.</param>
public sealed record BannerArm(Guid Id, int Arm, int Share, long Impressions, long Clicks);

/// <summary>A banner as a page shows it.</summary>
/// <param name="Id">What is told when it is seen or followed.</param>
public sealed record BannerShown(Guid Id, string? Picture, string Link, string Title, string? Text);

/// <summary>A banner as it is kept.</summary>
/// <param name="Rule">Of its segment.</param>
sealed record BannerRow(
    Guid Id, string Name, string Place, int? Category, Guid? SegmentId, string? Rule, int HoldoutBasisPoints,
    int Priority, DateTime FromAt, DateTime UntilAt, DateTime? PausedAt, DateTime? EndedAt) : IShown
{
    /// <summary>Of rows <c>b</c>.</summary>
    public const string Columns = """
        b.id, b.name, b.place, b.category, b.segment_id,
            (select s.rule::text from marketing.segment s where s.id = b.segment_id) as rule,
            b.holdout_basis_points, b.priority, b.from_at, b.until_at, b.paused_at, b.ended_at
        """;

    public string StatusAt(DateTime now) => ShownMoves.StatusOf(this, now);

    public BannerFile File(IEnumerable<BannerArmRow> arms, DateTime now)
    {
        var all = arms.OrderBy(arm => arm.Arm).ToList();
        return new(
            Id,
            new(
                Name, Place, Category, SegmentId, HoldoutBasisPoints / 100, Priority, FromAt, UntilAt,
                [.. all.Where(arm => arm.Share > 0).Select(arm => arm.Variant())]),
            StatusAt(now),
            [.. all.Select(arm => new BannerArm(arm.Id, arm.Arm, arm.Share, arm.Impressions, arm.Clicks))]);
    }
}

sealed record BannerArmRow(
    Guid Id, Guid BannerId, short Arm, int Share, string? Picture, string Link, string Texts, long Impressions,
    long Clicks)
{
    /// <summary>Of rows <c>a</c>.</summary>
    public const string Columns =
        "a.id, a.banner_id, a.arm, a.share, a.picture, a.link, a.texts::text as texts, a.impressions, a.clicks";

    public BannerVariant Variant() => new(
        Share, Picture, Link, JsonSerializer.Deserialize<Dictionary<string, BannerText>>(Texts, Json.Options)!);
}
