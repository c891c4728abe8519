using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Takes synonyms back; searches know it within a second.</summary>
public static class DeleteSynonyms
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/admin/search/synonyms/{synonyms:guid}", Handle)
        .WithName(nameof(DeleteSynonyms))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.SynonymsNotFound, Refusals.RuleChanged);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid synonyms, [Range(1, int.MaxValue)] int version, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await SynonymSet.HoldAsync(tx, synonyms, version) is { } no) return no.AsProblem();
        var old = (await SynonymSet.FindAsync(tx, synonyms))!;
        await tx.ExecuteAsync(GoneSql, new { synonyms });
        SynonymSet.Tell(tx, synonyms);
        tx.Audit("search.synonyms", synonyms, new { old.Language, old.Words, old.Means }, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string GoneSql = """
        -- search.delete-synonyms.gone
        delete from search.synonym where id = @synonyms
        """;
}
