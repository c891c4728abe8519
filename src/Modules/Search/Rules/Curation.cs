using System.ComponentModel.DataAnnotations;

namespace Feria.Search;

/// <summary>
/// What is done to one query by hand: results pinned to its top or hidden, or another page shown instead.
/// </summary>
/// <param name="Normal">The query as queries are compared: its words folded, small ones left out. The whole query is
/// compared, never its beginning.</param>
/// <param name="Language">Of the searcher; null for any.</param>
/// <param name="Pins">In their order, at most ten.</param>
/// <param name="Redirect">A page of this site.</param>
public sealed record Curation(
    Guid Id, string Query, string Normal, string? Language, IReadOnlyList<Guid> Pins, IReadOnlyList<Guid> Hidden,
    string? Redirect, DateTime? StartsAt, DateTime? EndsAt, int Version)
{
    public const int MostPins = 10;
    public const int MostHidden = 50;
    public const int Most = 5_000;

    public bool IsOn(DateTime now) => !(StartsAt > now) && !(EndsAt <= now);

    public static string NormalOf(string query) =>
        Shorter.Of(string.Join(' ', AskedTexts.TokensOf(query).Select(token => token.Text)), 200);

    public sealed record Body : IValidatableObject
    {
        [OneLine(200)]
        public required string Query { get; init; }

        /// <summary>Whose searches are meant, by their language; left out, all.</summary>
        [Spoken]
        public string? Language { get; init; }

        [MaxLength(MostPins)]
        public IReadOnlyList<Guid> Pins { get; init; } = [];

        [MaxLength(MostHidden)]
        public IReadOnlyList<Guid> Hidden { get; init; } = [];

        /// <summary>The path of a page of this site, as <c>/category/lamps</c>; never another site's.</summary>
        [StringLength(300)]
        public string? Redirect { get; init; }

        public DateTime? StartsAt { get; init; }

        public DateTime? EndsAt { get; init; }

        /// <summary>The version the edit was made of; left out of a new one.</summary>
        [Range(1, int.MaxValue)]
        public int? Version { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Pins is null || Hidden is null)
                yield return new("Leave out what there is none of.", [nameof(Pins)]);
            else if (Pins.Concat(Hidden).Distinct().Count() < Pins.Count + Hidden.Count)
                yield return new("Say each product once.", [nameof(Pins)]);
        }

        internal Refusal? Refuse() => this switch
        {
            _ when NormalOf(Query).Length == 0 => Refusals.QueryEmpty,
            { Redirect: { Length: > 0 } path } when !IsHere(path) => Refusals.RedirectElsewhere,
            { Pins.Count: 0, Hidden.Count: 0, Redirect: null or "" } => Refusals.CurationSaysNothing,
            _ when EndsAt?.InUtc() <= StartsAt?.InUtc() => Refusals.CurationTimesWrong,
            _ => null,
        };

        static bool IsSearch(string path) =>
            path.Split('?', '#')[0].TrimEnd('/').Split('/') is ["", "search"] or ["", { Length: 2 }, "search"];

        // "//other.site" and "/\other.site" are other sites to a browser.
        // A redirect to the results would be searched for again, and again.
        internal static bool IsHere(string path) => !IsSearch(path)
            && path[0] == '/' && (path.Length == 1 || path[1] is not ('/' or '\\'))
            && !path.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter == '\\');
    }
}
