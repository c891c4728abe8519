using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>
/// Ranks by the weights that were tried, from now on: only when the judged queries were run with them.
/// </summary>
public static class PutRankingLive
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/search/ranking/draft/live", Handle)
        .WithName(nameof(PutRankingLive))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.RankingNotProved, Refusals.RuleChanged)
        .WithExample(new Body(1, "Better for long queries."));

    /// <param name="Version">Of the draft whose proof was seen.</param>
    /// <param name="Why">Kept in the audit.</param>
    public sealed record Body([Range(1, int.MaxValue)] int Version, [OneLine(500, Optional = true)] string? Why);

    static async Task<Results<Ok<GetRanking.Answer>, ProblemHttpResult>> Handle(
        Body body, Engines engines, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await RankingSet.AloneAsync(tx);
        var live = await RankingSet.OfAsync(tx, RankingSet.Live) ?? GetRanking.Usual;
        var draft = await RankingSet.OfAsync(tx, RankingSet.Draft);
        if (Refuse(draft, live, body.Version) is { } refusal) return refusal.AsProblem();
        await EndAsync(tx, live, clock.GetUtcNow().UtcDateTime);
        await tx.ExecuteAsync(LiveSql, new { draft!.Id, now = clock.GetUtcNow().UtcDateTime });
        SynonymSet.Tell(tx, draft.Id);
        tx.Audit("search.ranking", draft.Id, new { live = live.Weights }, new { live = draft.Weights }, body.Why);
        return await tx.CommitAsync(TypedResults.Ok(await GetRanking.ReadAsync(tx, engines)));
    }

    // A proof is of these very weights against what is live: against others it says nothing.
    internal static Refusal? Refuse(RankingSet? draft, RankingSet live, int version) => draft switch
    {
        null or { Proof: null } => Refusals.RankingNotProved,
        _ when draft.Version != version => Refusals.RuleChanged.With("version", draft.Version),
        _ when draft.Proof.Against != live.Weights => Refusals.RankingNotProved,
        _ => null,
    };

    /// <summary>The live weights become the last ones before; the usual ones are written down for that.</summary>
    internal static Task EndAsync(Tx tx, RankingSet live, DateTime now) => tx.ExecuteAsync(EndSql, new
    {
        id = live.Id == Guid.Empty ? Id.New() : live.Id, now,
        weights = System.Text.Json.JsonSerializer.Serialize(live.Weights, Json.Options),
    });

    const string EndSql = """
        -- search.put-ranking-live.end
        insert into search.ranking (id, state, weights, live_at)
        values (@id, 'past', @weights::jsonb, @now::timestamptz - interval '1 microsecond')
        on conflict (id) do update set state = 'past'
        """;

    const string LiveSql = """
        -- search.put-ranking-live.live
        update search.ranking set state = 'live', live_at = @now where id = @Id
        """;
}
