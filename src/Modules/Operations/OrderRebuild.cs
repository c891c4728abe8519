using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>
/// A copy, or all that <c>search</c>, <c>statistics</c> or <c>cache</c> means, is made again, slowly, in the
/// background.
/// </summary>
public static class OrderRebuild
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/rebuilds", Handle)
        .WithName(nameof(OrderRebuild))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(Refusals.CopyNotFound)
        .WithExample(new Body("search", null));

    /// <param name="PerSecond">How many products (or what the copy is made of) a second at most.</param>
    public sealed record Body([Required, Length(1, 60)] string What, [Range(1, 100_000)] int? PerSecond);

    public sealed record Ordered(IReadOnlyList<Guid> Rebuilds);

    public static async Task<Results<Accepted<Ordered>, ProblemHttpResult>> Handle(
        Body body, Rebuilds rebuilds, CancellationToken stop)
    {
        var orders = await rebuilds.OrderAsync(body.What, body.PerSecond, stop);
        return orders.Count == 0
            ? Refusals.CopyNotFound.With("known", rebuilds.Known).AsProblem()
            : TypedResults.Accepted((string?)null, new Ordered(orders));
    }
}
