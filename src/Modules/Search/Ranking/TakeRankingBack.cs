using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Ranks by the weights again that were live before these.</summary>
public static class TakeRankingBack
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/search/ranking/back", Handle)
        .WithName(nameof(TakeRankingBack))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.RankingNothingBefore);

    static async Task<Results<Ok<GetRanking.Answer>, ProblemHttpResult>> Handle(
        Engines engines, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await RankingSet.AloneAsync(tx);
        var live = await RankingSet.OfAsync(tx, RankingSet.Live);
        var before = await RankingSet.OfAsync(tx, RankingSet.Past);
        if (live is null || before is null) return Refusals.RankingNothingBefore.AsProblem();
        // What is taken back is not what stood before the one that stands now: it goes, its line in the audit stays.
        await tx.ExecuteAsync(GoneSql, new { live.Id });
        await tx.ExecuteAsync(BackSql, new { before.Id, now = clock.GetUtcNow().UtcDateTime });
        SynonymSet.Tell(tx, before.Id);
        tx.Audit("search.ranking", before.Id, new { live = live.Weights }, new { live = before.Weights });
        return await tx.CommitAsync(TypedResults.Ok(await GetRanking.ReadAsync(tx, engines)));
    }

    const string GoneSql = """
        -- search.take-ranking-back.gone
        delete from search.ranking where id = @Id
        """;

    const string BackSql = """
        -- search.take-ranking-back.back
        update search.ranking set state = 'live', live_at = @now where id = @Id
        """;
}
