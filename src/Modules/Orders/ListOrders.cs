using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>The caller's orders, newest first.</summary>
public static class ListOrders
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/orders", Handle)
        .WithName(nameof(ListOrders))
        .AllowAnyone()
        .Refuses(KernelRefusals.MalformedCursor);

    public static async Task<Results<Ok<Page<Order>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Caller caller, Database database, Purchases purchases, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        if (Owner.Of(caller) is not { } owner) return TypedResults.Ok(new Page<Order>([], null));

        await using var session = await database.ReadAsync(stop);
        var orders = await purchases.OrdersAsync(session, owner, before, Cursor.Limit(limit) + 1);
        return TypedResults.Ok(Cursor.Cut(orders, Cursor.Limit(limit), order => order.Id));
    }
}
