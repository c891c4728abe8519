using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Leaves a query to the search again; within a second everywhere.</summary>
public static class DeleteCuration
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/admin/search/curations/{curation:guid}", Handle)
        .WithName(nameof(DeleteCuration))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.CurationNotFound, Refusals.RuleChanged);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid curation, [Range(1, int.MaxValue)] int version, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await PutCuration.HoldAsync(tx, curation, version) is { } no) return no.AsProblem();
        var old = await CurationBook.FindAsync(tx, curation);
        await tx.ExecuteAsync(GoneSql, new { curation });
        SynonymSet.Tell(tx, curation);
        tx.Audit("search.curation", curation, old, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string GoneSql = """
        -- search.delete-curation.gone
        delete from search.curation where id = @curation
        """;
}
