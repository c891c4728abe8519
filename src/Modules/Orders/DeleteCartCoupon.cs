using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Takes the code off the cart; where none is there, it is off already.</summary>
public static class DeleteCartCoupon
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/cart/coupon", Handle)
        .WithName(nameof(DeleteCartCoupon))
        .AllowAnyone()
        .OnlyInPerson();

    static async Task<Ok<Cart>> Handle(
        Caller caller, HttpContext context, Database database, Carts carts, CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return TypedResults.Ok(CartRules.Empty);
        await using var tx = await database.WriteAsync(stop);
        if (await carts.LockAsync(tx, owner) is not [var held]) return TypedResults.Ok(CartRules.Empty);
        var hadNone = held.Coupon is null;
        if (!hadNone) held = held with { Version = held.Version + 1, Coupon = null };
        var cart = (await carts.ShowAsync(tx, [held]))[0];
        CartHeaders.Version(context, cart);
        if (hadNone) return TypedResults.Ok(cart);
        await Carts.KeepCouponAsync(tx, held);
        return await tx.CommitAsync(TypedResults.Ok(cart));
    }
}
