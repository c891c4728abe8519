using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Takes an offer out of the cart; what is not there is already out.</summary>
public static class DeleteCartItem
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/cart/items/{offer:guid}", Handle)
        .WithName(nameof(DeleteCartItem))
        .AllowAnyone()
        .Refuses(Refusals.CartChanged);

    public static async Task<Results<Ok<Cart>, ProblemHttpResult>> Handle(
        Guid offer, Caller caller, HttpContext context, Database database, Carts carts, CancellationToken stop)
    {
        var (expected, malformed) = CartHeaders.Expected(context, null);
        if (malformed is not null) return malformed.AsProblem();
        if (Owner.Of(caller) is not { } owner) return TypedResults.Ok(CartRules.Empty);

        await using var tx = await database.WriteAsync(stop);
        var (cart, refused) = await carts.ChangeAsync(tx, owner, expected, async cart =>
        {
            await tx.ExecuteAsync(DeleteSql, new { tx.Region, cart.Id, offer });
            return null;
        });
        if (refused is not null) return refused.AsProblem();

        CartHeaders.Version(context, cart!);
        return await tx.CommitAsync(TypedResults.Ok(cart));
    }

    const string DeleteSql = """
        -- orders.delete-cart-item.delete
        delete from orders.cart_item where region = @Region and cart_id = @Id and offer_id = @offer
        """;
}
