using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Changes synonyms, whole: from the version that was seen.</summary>
public static class PutSynonyms
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/admin/search/synonyms/{synonyms:guid}", Handle)
        .WithName(nameof(PutSynonyms))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.SynonymsUnclear, Refusals.SynonymsNotFound, Refusals.RuleChanged)
        .WithExample(new SynonymSet.Body { Words = ["notebook"], Means = ["laptop"], Version = 1 });

    static async Task<Results<Ok<SynonymSet>, ProblemHttpResult>> Handle(
        Guid synonyms, SynonymSet.Body body, Database database, CancellationToken stop)
    {
        if (body.Refuse() is { } refusal) return refusal.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        if (await SynonymSet.HoldAsync(tx, synonyms, body.Version) is { } no) return no.AsProblem();
        var old = (await SynonymSet.FindAsync(tx, synonyms))!;
        var now = await tx.OneAsync<SynonymSet>(PutSql, new
        {
            synonyms, body.Language, words = body.Words.ToArray(), means = body.Means.ToArray(),
        });
        SynonymSet.Tell(tx, synonyms);
        tx.Audit("search.synonyms", synonyms, new { old.Language, old.Words, old.Means },
            new { now.Language, now.Words, now.Means });
        return await tx.CommitAsync(TypedResults.Ok(now));
    }

    const string PutSql = """
        -- search.put-synonyms.put
        update search.synonym set language = @Language, words = @words, means = @means, version = version + 1
        where id = @synonyms
        returning id, language, words, means, version
        """;
}
