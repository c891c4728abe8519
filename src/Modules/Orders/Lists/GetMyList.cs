using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>One of the caller's lists and what is on it, latest first: two hundred at most.</summary>
public static class GetMyList
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/me/lists/{list:guid}", Handle)
        .WithName(nameof(GetMyList))
        .RequireAccount()
        .Refuses(Refusals.ListNotFound);

    public sealed record Answer(KeptList List, IReadOnlyList<KeptItem> Items);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid list, Caller caller, Database database, Lists lists, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return await lists.FindAsync(session, caller.Account!.Value, list) is { } found
            ? TypedResults.Ok(new Answer(found, await lists.ItemsAsync(session, list)))
            : Refusals.ListNotFound.AsProblem();
    }
}
