using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>An order for the platform, with the whole purchase it is of.</summary>
public static class GetAnyOrder
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/orders/{order:guid}", Handle)
        .WithName(nameof(GetAnyOrder))
        .RequireAccess(Permission.ManageOrders)
        .Refuses(Refusals.OrderNotFound);

    /// <param name="Order">The one that was asked for, of the purchase's.</param>
    /// <param name="Account">Who bought it; null for a guest.</param>
    public sealed record File(Guid Order, Guid? Account, Checkout Purchase);

    static async Task<Results<Ok<File>, ProblemHttpResult>> Handle(
        Guid order, Database database, Purchases purchases, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return await purchases.OfAnybodyAsync(session, order) is { } found
            ? TypedResults.Ok(new File(order, found.Account, found.Checkout))
            : Refusals.OrderNotFound.AsProblem();
    }
}
