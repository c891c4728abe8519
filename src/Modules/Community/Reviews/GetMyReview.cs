using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>What the caller wrote of a product, and whether they may write of it.</summary>
public static class GetMyReview
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/products/{product:guid}/reviews/mine", Handle)
        .WithName(nameof(GetMyReview))
        .RequireAccount();

    /// <param name="May">Whether it was delivered to the caller.</param>
    /// <param name="Review">Null where nothing was written yet.</param>
    public sealed record Answer(bool May, OwnReview? Review);

    static async Task<Ok<Answer>> Handle(
        Guid product, Caller caller, Database database, IOrderBook orders, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var bought = await orders.DeliveredAsync(session, caller.Account!.Value, product, null);
        return TypedResults.Ok(new Answer(
            bought is not null, await OwnReview.FindAsync(session, product, caller.Account.Value)));
    }
}
