using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>A list that its owner shares, for whoever has the link: the goods, and nothing of its owner.</summary>
public static class GetSharedList
{
    const int LongestLink = 64;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/lists/{link}", Handle)
        .WithName(nameof(GetSharedList))
        .AllowAnyone()
        .Refuses(Refusals.ListNotFound);

    /// <param name="Name">Null where it has none.</param>
    public sealed record Answer(string? Name, IReadOnlyList<KeptItem> Items);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        string link, HttpContext context, Database database, Lists lists, CancellationToken stop)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        if (link.Length > LongestLink) return Refusals.ListNotFound.AsProblem();
        await using var session = await database.ReadAsync(stop);
        if (await lists.ByLinkAsync(session, link) is not { } found) return Refusals.ListNotFound.AsProblem();
        var items = await lists.ItemsAsync(session, found.Id);
        return TypedResults.Ok(new Answer(found.Name, [.. items.Select(item => item with { Note = null })]));
    }
}
