using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>One purchase of the caller's: its orders, and where its payment stands.</summary>
public static class GetCheckout
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/checkouts/{checkout:guid}", Handle)
        .WithName(nameof(GetCheckout))
        .AllowAnyone()
        .InTheTill()
        .Refuses(Refusals.CheckoutNotFound);

    public static async Task<Results<Ok<Checkout>, ProblemHttpResult>> Handle(
        Guid checkout, Caller caller, Purchases purchases, CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return Refusals.CheckoutNotFound.AsProblem();
        return await purchases.CheckoutAsync(owner, checkout, stop) is { } found
            ? TypedResults.Ok(found)
            : Refusals.CheckoutNotFound.AsProblem();
    }
}
