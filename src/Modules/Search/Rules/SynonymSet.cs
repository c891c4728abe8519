using System.ComponentModel.DataAnnotations;
using Feria.Contracts;

namespace Feria.Search;

/// <summary>Words that mean the same, or some that are meant by others as well.</summary>
/// <param name="Language">Of the searcher; null for any.</param>
/// <param name="Means">Empty where each of the words means all others.</param>
public sealed record SynonymSet(
    Guid Id, string? Language, string[] Words, string[] Means, int Version)
{
    public const int Most = 2_000;

    public sealed record Body : IValidatableObject
    {
        /// <summary>Whose searches are meant, by their language; left out, all.</summary>
        [Spoken]
        public string? Language { get; init; }

        [Required, Length(1, 20)]
        public required IReadOnlyList<string> Words { get; init; }

        /// <summary>What the words mean as well, and not the other way round.</summary>
        [MaxLength(20)]
        public IReadOnlyList<string> Means { get; init; } = [];

        /// <summary>The version the edit was made of; left out of a new one.</summary>
        [Range(1, int.MaxValue)]
        public int? Version { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Means is null || Words.Concat(Means).Any(word => word is null or { Length: > 80 }))
                yield return new("Write words of at most 80 characters.", [nameof(Words)]);
        }

        internal Refusal? Refuse() =>
            Words.Concat(Means).Any(word => AskedTexts.TokensOf(word).Count is 0 or > Synonyms.MostWords)
            || Words.Select(Search.Curation.NormalOf).Distinct().Count() + Means.Count < 2
                ? Refusals.SynonymsUnclear
                : null;
    }

    internal static async Task<Refusal?> HoldAsync(Tx tx, Guid id, int? version) =>
        await tx.OneOrNullAsync<SynonymSet>(HoldSql, new { id }) switch
        {
            null => Refusals.SynonymsNotFound,
            var old when old.Version != version => Refusals.RuleChanged.With("version", old.Version),
            _ => null,
        };

    internal static Task<SynonymSet?> FindAsync(Session session, Guid id) =>
        session.OneOrNullAsync<SynonymSet>(FindSql, new { id });

    /// <summary>What is told of every change of a rule.</summary>
    internal static void Tell(Tx tx, Guid rule) => tx.Append(new SearchRulesChanged(rule));

    const string HoldSql = """
        -- search.synonym-set.hold
        select id, language, words, means, version from search.synonym where id = @id for update
        """;

    const string FindSql = """
        -- search.synonym-set.find
        select id, language, words, means, version from search.synonym where id = @id
        """;
}
