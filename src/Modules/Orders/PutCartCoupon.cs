using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// Tries a code on the cart: where it takes something off, or may off a delivery that has no price yet, it is kept with
/// the cart and used by the next purchase of it.
/// </summary>
public static class PutCartCoupon
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/cart/coupon", Handle)
        .WithName(nameof(PutCartCoupon))
        .AllowAnyone()
        .OnlyInPerson()
        .Allows(perMinute: 30, burst: 30)
        .Refuses(
            Refusals.CartEmpty, Refusals.CouponUnknown, Refusals.CouponEnded, Refusals.CouponNotForThis,
            Refusals.CouponUsedUp, Refusals.CouponUsedByYou, Refusals.CouponSignIn)
        .WithExample(new Body("LAMPS10"));

    public sealed record Body([Required, OneLine(60)] string Code);

    static async Task<Results<Ok<Cart>, ProblemHttpResult>> Handle(
        Body body, Caller caller, HttpContext context, Database database, Carts carts, CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return Refusals.CartEmpty.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        if (await carts.LockAsync(tx, owner) is not [{ Items.Count: > 0 } held]) return Refusals.CartEmpty.AsProblem();
        held = held with { Version = held.Version + 1, Coupon = Promotion.CodeOf(body.Code) };
        var cart = (await carts.ShowAsync(tx, [held]))[0];
        if (cart.Coupon!.Refusal is { } refusal) return refusal.AsProblem();
        await Carts.KeepCouponAsync(tx, held);
        CartHeaders.Version(context, cart);
        return await tx.CommitAsync(TypedResults.Ok(cart));
    }
}
