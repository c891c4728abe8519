using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>
/// Runs the judged queries with the weights that are being tried and with the live ones, and keeps what came of it.
/// </summary>
public static class ProveRanking
{
    /// <summary>More than so many queries are not run: those with the most judgements are.</summary>
    public const int MostQueries = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/search/ranking/draft/prove", Handle)
        .WithName(nameof(ProveRanking))
        .RequireAccess(Permission.ManageSearch)
        .Allows(perMinute: 6, burst: 6)
        .Refuses(Refusals.RankingNotProved, Refusals.NothingJudged, Refusals.RuleChanged);

    static async Task<Results<Ok<RankingSet>, ProblemHttpResult>> Handle(
        RuleBook rules, IndexFeed index, Engines engines, Database database, TimeProvider clock,
        CancellationToken stop)
    {
        RankingSet? draft;
        RankingSet live;
        ILookup<string, Judgement> judged;
        await using (var session = await database.ReadFreshAsync(stop))
        {
            draft = await RankingSet.OfAsync(session, RankingSet.Draft);
            live = await RankingSet.OfAsync(session, RankingSet.Live) ?? GetRanking.Usual;
            judged = (await session.ListAsync<Judgement>(JudgedSql, new { MostQueries }))
                .ToLookup(one => one.Query);
        }

        if (draft is null) return Refusals.RankingNotProved.AsProblem();
        if (judged.Count == 0) return Refusals.NothingJudged.AsProblem();
        var trial = new Trial(rules.Now, await index.NowAsync(stop), engines, database);
        var proof = await trial.RunAsync(judged, live.Weights, draft.Weights, clock.GetUtcNow().UtcDateTime, stop);
        await using var tx = await database.WriteAsync(stop);
        await RankingSet.AloneAsync(tx);
        // Whoever changed the draft meanwhile has not seen this.
        if ((await RankingSet.OfAsync(tx, RankingSet.Draft))?.Version != draft.Version)
            return Refusals.RuleChanged.AsProblem();
        await tx.ExecuteAsync(KeepSql, new { draft.Id, proof = JsonSerializer.Serialize(proof, Json.Options) });
        tx.Audit("search.ranking", draft.Id, null, new { proved = proof.After, against = proof.Before });
        return await tx.CommitAsync(TypedResults.Ok(draft with { Proof = proof }));
    }

    internal sealed record Judgement(string Query, Guid Product, int Grade);

    /// <summary>One run of all judged queries: whole queries without filters, as somebody would type them.</summary>
    sealed class Trial(SearchRules rules, View view, Engines engines, Database database)
    {
        string engine = "";

        public async Task<RankingProof> RunAsync(
            ILookup<string, Judgement> judged, RankingWeights live, RankingWeights draft, DateTime at,
            CancellationToken stop)
        {
            var seen = new List<Seen>();
            foreach (var query in judged)
            {
                var grades = query.ToDictionary(one => one.Product, one => one.Grade);
                var before = await FoundAsync(query.Key, live, stop);
                var after = await FoundAsync(query.Key, draft, stop);
                seen.Add(new(
                    query.Key, Quality.Ndcg(grades, before), Quality.Ndcg(grades, after),
                    Quality.Recall(grades, before), Quality.Recall(grades, after)));
            }

            var ranked = seen.Where(one => one.Before is not null).ToList();
            var worse = ranked.Where(one => one.After < one.Before - 1e-9)
                .OrderBy(one => one.After - one.Before).ToList();
            var better = ranked.Count(one => one.After > one.Before + 1e-9);
            return new(
                at, engine, seen.Count, live,
                new(Mean(seen.Select(one => one.Before)), Mean(seen.Select(one => one.RecallBefore))),
                new(Mean(seen.Select(one => one.After)), Mean(seen.Select(one => one.RecallAfter))),
                better, ranked.Count - better - worse.Count,
                [
                    .. worse.Take(RankingProof.MostShown).Select(one => new RankingProof.Fallen(
                        one.Query, Math.Round(one.Before!.Value, 4), Math.Round(one.After!.Value, 4))),
                ],
                worse.Count);
        }

        async Task<IReadOnlyList<Guid>> FoundAsync(string query, RankingWeights weights, CancellationToken stop)
        {
            await using var asking = new Asking(database, stop);
            var asked = rules.Read(query, Locale.Default, weights);
            var (matches, by) = await engines.AskAsync(new MemoryEngine(view, asking), async one => (
                await one.FindAsync(new(asked, Narrowing.None, Sort.Relevance, Quality.Depth), stop), one.Name));
            engine = by;
            return [.. matches.Page.Select(place => place.Product)];
        }

        static double Mean(IEnumerable<double?> values) =>
            Math.Round(values.OfType<double>().DefaultIfEmpty().Average(), 4);

        sealed record Seen(
            string Query, double? Before, double? After, double? RecallBefore, double? RecallAfter);
    }

    const string JudgedSql = """
        -- search.prove-ranking.judged
        select j.query, j.product_id as product, j.grade::int as grade
        from (
            select normal, min(query) as query
            from search.judgement
            group by normal
            order by count(*) desc, normal
            limit @MostQueries) q
        cross join lateral (
            select q.query, product_id, grade from search.judgement where normal = q.normal) j
        """;

    const string KeepSql = """
        -- search.prove-ranking.keep
        update search.ranking set proof = @proof::jsonb where id = @Id
        """;
}
