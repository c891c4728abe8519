using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders;

/// <summary>Takes an offer out of the cart; what is not there is already out.</summary>
public static class DeleteCartItem
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/cart/items/{offer:guid}", Handle)
        .WithName(nameof(DeleteCartItem))
        .AllowAnyone()
        .OnlyInPerson()
        .WithMetadata(new ClaimsTogether())
        .WithMetadata(new InLine(services => services.GetRequiredService<ChangeCarts>().IsTooLong))
        .Refuses(Refusals.CartChanged);

    public static async Task<Results<Ok<Cart>, ProblemHttpResult>> Handle(
        Guid offer, Caller caller, HttpContext context, ChangeCarts carts)
    {
        var (expected, malformed) = CartHeaders.Expected(context, null);
        if (malformed is not null) return malformed.AsProblem();
        if (Owner.Of(caller) is not { } owner) return TypedResults.Ok(CartRules.Empty);
        return CartHeaders.Answer(
            context, await carts.ChangeAsync(new(owner, offer, 0, expected, IdempotentCall.Current)));
    }
}
