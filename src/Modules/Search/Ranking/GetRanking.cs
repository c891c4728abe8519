using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>The weights results are ranked by, those that are being tried, and the ones before.</summary>
public static class GetRanking
{
    const int MostPast = 20;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/search/ranking", Handle)
        .WithName(nameof(GetRanking))
        .RequireAccess(Permission.ManageSearch);

    /// <param name="Live">Its id is empty where nobody changed the usual weights.</param>
    /// <param name="Engine">Who ranks first: memory, or elasticsearch, which measures how much a product is about a
    /// word by itself.</param>
    public sealed record Answer(
        RankingSet Live, RankingSet? Draft, IReadOnlyList<RankingSet> Past, string Engine, long Judgements);

    static async Task<Ok<Answer>> Handle(Database database, Engines engines, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok(await ReadAsync(session, engines));
    }

    internal static async Task<Answer> ReadAsync(Session session, Engines engines) => new(
        await RankingSet.OfAsync(session, RankingSet.Live) ?? Usual,
        await RankingSet.OfAsync(session, RankingSet.Draft),
        [.. (await session.ListAsync<RankingSet.Row>(PastSql, new { MostPast })).Select(row => row.Set())],
        engines.First, await PutJudgement.CountAsync(session));

    internal static RankingSet Usual => new(Guid.Empty, RankingSet.Live, RankingWeights.Usual, 1, null, null);

    const string PastSql = $"""
        -- search.get-ranking.past
        select {RankingSet.Columns} from search.ranking where state = 'past' order by live_at desc limit @MostPast
        """;
}
