using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// An order for the platform, with the whole purchase it is of. Each look at it is written down: it shows who bought
/// and where they live.
/// </summary>
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
        await using var tx = await database.WriteAsync(stop);
        if (await purchases.OfAnybodyAsync(tx, order) is not { } found) return Refusals.OrderNotFound.AsProblem();
        tx.Audit("order", order, null, null);
        return await tx.CommitAsync(TypedResults.Ok(new File(order, found.Account, found.Checkout)));
    }
}
