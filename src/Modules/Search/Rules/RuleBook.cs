using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.Logging;

namespace Feria.Search;

/// <summary>
/// What people say about searches as this process knows it. A look at it costs nothing; what is heard makes it look
/// again, and what was known serves until then.
/// </summary>
public sealed class RuleBook(Database database, ILogger<RuleBook> log)
    : KnownHere(database, Changes.Of<SearchRulesChanged>(), Backstop, log)
{
    // What is heard makes it look; this only bounds what was not.
    static readonly TimeSpan Backstop = TimeSpan.FromSeconds(30);

    volatile SearchRules known = SearchRules.None;

    public SearchRules Now => known;

    public override async Task LookAsync(CancellationToken stop)
    {
        await using var session = await Database.ReadFreshAsync(stop);
        known = await ReadAsync(session);
    }

    internal static async Task<SearchRules> ReadAsync(Session session) => new(
        await session.ListAsync<Synonyms.Set>(SynonymsSql),
        await CurationBook.AllAsync(session),
        await session.OneOrNullAsync<string>(WeightsSql) is { } written
            ? JsonSerializer.Deserialize<RankingWeights>(written, Json.Options)!
            : RankingWeights.Usual);

    const string SynonymsSql = """
        -- search.rule-book.synonyms
        select language, words, means from search.synonym order by id
        """;

    const string WeightsSql = """
        -- search.rule-book.weights
        select weights::text from search.ranking where state = 'live'
        """;
}
