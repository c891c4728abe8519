using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Recommendations;

/// <summary>What the caller searched for, newest first, each once; empty for a visitor we do not know.</summary>
public static class ListMySearches
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/searches", Handle)
        .WithName(nameof(ListMySearches))
        .AllowAnyone();

    /// <param name="Remembered">Whether searches are remembered at all.</param>
    public sealed record Answer(IReadOnlyList<Search> Items, bool Remembered);

    public sealed record Search(string Query, DateTime At);

    static async Task<Ok<Answer>> Handle(
        [Range(1, Cursor.MaxLimit)] int? limit, Caller caller, ISearchesDone searches, Database db,
        CancellationToken stop)
    {
        if (SearchHistory.OwnerOf(caller.Account, caller.Guest) is not { } owner)
            return TypedResults.Ok(new Answer([], true));
        await using var session = await db.ReadFreshAsync(stop);
        var isOff = (await SearchHistory.OffAsync(session, [owner])).Count > 0;
        var items = await searches.LatelyAsync(session, caller, Cursor.Limit(limit));
        return TypedResults.Ok(new Answer([.. items.Select(one => new Search(one.Query, one.At))], !isOff));
    }
}
