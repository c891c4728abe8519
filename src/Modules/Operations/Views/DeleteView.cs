using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Lets a view go.</summary>
public static class DeleteView
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/admin/views", Handle)
        .WithName(nameof(DeleteView))
        .RequireStaff()
        .Refuses(Refusals.ViewNotFound);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        [Required, StringLength(100)] string place, [Required, StringLength(60)] string name, Caller caller,
        Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var was = await tx.OneOrNullAsync<string>(DeleteSql, new { caller.Account, place, name });
        if (was is null) return Refusals.ViewNotFound.AsProblem();
        tx.Audit("view", name, new { place, query = was }, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string DeleteSql = """
        -- operations.delete-view.delete
        delete from operations.saved_view where account_id = @Account and place = @place and name = @name
        returning query
        """;
}
