using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>What the caller means to buy, priced anew, with words about what changed.</summary>
public static class GetCart
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/cart", Handle)
        .WithName(nameof(GetCart))
        .AllowAnyone();

    public static async Task<Ok<Cart>> Handle(
        Caller caller, HttpContext context, Database database, Carts carts, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var cart = await carts.ReadAsync(session, Owner.Of(caller));
        CartHeaders.Version(context, cart);
        return TypedResults.Ok(cart);
    }
}
