using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Writes weights down to be tried; nobody is searched for with them yet.</summary>
public static class PutRankingDraft
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/admin/search/ranking/draft", Handle)
        .WithName(nameof(PutRankingDraft))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.RuleChanged)
        .WithExample(new Body(RankingWeights.Usual, null));

    /// <param name="Version">Of the draft that was seen; left out where there was none.</param>
    public sealed record Body([Required] RankingWeights Weights, [Range(1, int.MaxValue)] int? Version);

    static async Task<Results<Ok<RankingSet>, ProblemHttpResult>> Handle(
        Body body, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await RankingSet.AloneAsync(tx);
        var old = await RankingSet.OfAsync(tx, RankingSet.Draft);
        if (old?.Version != body.Version) return Refusals.RuleChanged.With("version", old?.Version).AsProblem();
        var now = await tx.OneAsync<RankingSet.Row>(PutSql, new
        {
            id = Id.New(), weights = JsonSerializer.Serialize(body.Weights, Json.Options),
        });
        tx.Audit(
            "search.ranking", now.Id, old is null ? null : new { draft = old.Weights }, new { draft = body.Weights });
        return await tx.CommitAsync(TypedResults.Ok(now.Set()));
    }

    const string PutSql = $"""
        -- search.put-ranking-draft.put
        insert into search.ranking (id, state, weights)
        values (@id, 'draft', @weights::jsonb)
        on conflict (state) where state = 'draft' do update
            set weights = excluded.weights, version = ranking.version + 1, proof = null
        returning {RankingSet.Columns}
        """;
}
