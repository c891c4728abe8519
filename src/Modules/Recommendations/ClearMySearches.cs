using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Recommendations;

/// <summary>Forgets that the caller searched for something, or for anything. Again, it changes nothing.</summary>
public static class ClearMySearches
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/me/searches", Handle)
        .WithName(nameof(ClearMySearches))
        .AllowAnyone();

    /// <param name="q">The query to forget; left out, all of them.</param>
    static async Task<NoContent> Handle(
        [StringLength(200)] string? q, Caller caller, Database database, CancellationToken stop)
    {
        if (caller is { Account: null, Guest: null }) return TypedResults.NoContent();
        await using var tx = await database.WriteAsync(stop);
        if (await SearchHistory.ForgetAsync(tx, caller, q) > 0) await tx.CommitAsync();
        return TypedResults.NoContent();
    }
}
