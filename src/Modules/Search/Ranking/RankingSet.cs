using System.Text.Json;
using Feria.Contracts;

namespace Feria.Search;

/// <summary>Weights of the ranking that are, were or may be live, with what the judged queries said of them.</summary>
/// <param name="State">draft, live or past.</param>
/// <param name="Proof">Null until these very weights were run.</param>
public sealed record RankingSet(
    Guid Id, string State, RankingWeights Weights, int Version, RankingProof? Proof, DateTime? LiveAt)
{
    public const string Draft = "draft", Live = "live", Past = "past";

    internal static async Task<RankingSet?> OfAsync(Session session, string state) =>
        (await session.OneOrNullAsync<Row>(OfSql, new { state }))?.Set();

    /// <summary>Whoever changes the ranking waits for whoever does.</summary>
    internal static Task AloneAsync(Tx tx) => tx.ExecuteAsync(AloneSql);

    internal sealed record Row(Guid Id, string State, string Weights, int Version, string? Proof, DateTime? LiveAt)
    {
        public RankingSet Set() => new(
            Id, State, JsonSerializer.Deserialize<RankingWeights>(Weights, Json.Options)!, Version,
            Proof is null ? null : JsonSerializer.Deserialize<RankingProof>(Proof, Json.Options), LiveAt);
    }

    internal const string Columns = "id, state, weights::text as weights, version, proof::text as proof, live_at";

    const string OfSql = $"""
        -- search.ranking-set.of
        select {Columns} from search.ranking where state = @state order by live_at desc limit 1
        """;

    const string AloneSql = """
        -- search.ranking-set.alone
        select pg_advisory_xact_lock(hashtextextended('search.ranking', 0))
        """;
}

/// <summary>What the judged queries said of weights, beside those that were live.</summary>
/// <param name="Against">The live weights at that time.</param>
/// <param name="Worse">Queries whose NDCG@10 fell, the worst first.</param>
public sealed record RankingProof(
    DateTime At, string Engine, int Queries, RankingWeights Against, RankingProof.Mean Before, RankingProof.Mean After,
    int Better, int Same, IReadOnlyList<RankingProof.Fallen> Worse, int WorseInAll)
{
    public const int MostShown = 50;

    /// <param name="Ndcg">NDCG@10, mean over queries with a good result.</param>
    /// <param name="Recall">Recall@50, likewise.</param>
    public sealed record Mean(double Ndcg, double Recall);

    public sealed record Fallen(string Query, double Before, double After);
}
