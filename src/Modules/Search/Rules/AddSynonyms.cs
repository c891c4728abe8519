using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Says which words mean the same; searches know it within a second.</summary>
public static class AddSynonyms
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/search/synonyms", Handle)
        .WithName(nameof(AddSynonyms))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.SynonymsUnclear, Refusals.TooManyRules)
        .WithExample(new SynonymSet.Body { Words = ["sofa", "couch", "settee"] });

    static async Task<Results<Created<SynonymSet>, ProblemHttpResult>> Handle(
        SynonymSet.Body body, Database database, CancellationToken stop)
    {
        if (body.Refuse() is { } refusal) return refusal.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        // Counted one after the other.
        await tx.ExecuteAsync(AloneSql);
        if (await tx.OneAsync<long>(CountSql) >= SynonymSet.Most) return Refusals.TooManyRules.AsProblem();
        var made = await tx.OneAsync<SynonymSet>(MakeSql, new
        {
            id = Id.New(), body.Language, words = body.Words.ToArray(), means = body.Means.ToArray(),
        });
        SynonymSet.Tell(tx, made.Id);
        tx.Audit("search.synonyms", made.Id, null, new { made.Language, made.Words, made.Means });
        return await tx.CommitAsync(TypedResults.Created($"/api/v1/admin/search/synonyms/{made.Id}", made));
    }

    const string AloneSql = """
        -- search.add-synonyms.alone
        select pg_advisory_xact_lock(hashtextextended('search.synonym', 0))
        """;

    const string CountSql = """
        -- search.add-synonyms.count
        select count(*) from search.synonym
        """;

    const string MakeSql = """
        -- search.add-synonyms.make
        insert into search.synonym (id, language, words, means)
        values (@id, @Language, @words, @means)
        returning id, language, words, means, version
        """;
}
