using System.Text.Json;

namespace Feria.Marketing;

/// <summary>A landing page as a list of those who make them shows it.</summary>
/// <param name="Status">draft, waiting, running or over, as strangers see the version that is published.</param>
/// <param name="Version">The newest. Send it to change what you saw.</param>
/// <param name="Published">The version that is shown; null for none.</param>
/// <param name="From">Of the newest version, as all else.</param>
public sealed record LandingEntry(
    Guid Id, string Slug, string Name, string Status, int Version, int? Published, DateTime? PublishedAt,
    DateTime? From, DateTime? Until);

/// <summary>A landing page with what its newest version is made of.</summary>
public sealed record LandingFile(LandingEntry Page, LandingTerms Terms);

/// <summary>A version of a landing page: who saved it, and when.</summary>
public sealed record LandingVersion(int Version, string Name, DateTime At, Guid? By, string? ByName);

/// <summary>A landing page as it is kept, with one of its versions: the newest where no other is asked for.</summary>
sealed record LandingRow(
    Guid Id, string Slug, int Version, int? PublishedVersion, DateTime? PublishedAt, DateTime? ShownFrom,
    DateTime? ShownUntil, string Name, DateTime? FromAt, DateTime? UntilAt, string Content)
{
    /// <summary>Of rows <c>p</c>, <c>v</c> and <c>s</c>, the version that is shown.</summary>
    public const string Columns = """
        p.id, p.slug, p.version, p.published_version, p.published_at, s.from_at as shown_from,
            s.until_at as shown_until, v.name, v.from_at, v.until_at, v.content::text as content
        """;

    /// <summary>With <see cref="Columns"/>; what joins <c>v</c> is the asker's.</summary>
    public const string Shown = """
        left join marketing.landing_page_version s
            on s.landing_page_id = p.id and s.version = p.published_version
        """;

    /// <summary>What of its terms has no column.</summary>
    public sealed record Inside(
        IReadOnlyDictionary<string, LandingTitle> Titles, IReadOnlyList<LandingBlock> Blocks);

    public static string ContentOf(LandingTerms terms) =>
        JsonSerializer.Serialize(new Inside(terms.Titles, terms.Blocks), Json.Options);

    public string StatusAt(DateTime now) =>
        PublishedVersion is null ? "draft"
        : ShownUntil <= now ? "over"
        : ShownFrom > now ? "waiting"
        : "running";

    public LandingEntry Entry(DateTime now) => new(
        Id, Slug, Name, StatusAt(now), Version, PublishedVersion, PublishedAt, FromAt, UntilAt);

    public LandingTerms Terms()
    {
        var inside = JsonSerializer.Deserialize<Inside>(Content, Json.Options)!;
        return new(Name, Slug, inside.Titles, FromAt, UntilAt, inside.Blocks);
    }

    public LandingFile File(DateTime now) => new(Entry(now), Terms());
}
