using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// One purchase of the caller's: its orders, and where its payment stands. Who sends <c>Prefer: wait=5</c> is answered
/// once it is no longer placed, or after so many seconds.
/// </summary>
public static class GetCheckout
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/checkouts/{checkout:guid}", Handle)
        .WithName(nameof(GetCheckout))
        .AllowAnyone()
        .InTheTill()
        .Refuses(Refusals.CheckoutNotFound);

    public static async Task<Results<Ok<Checkout>, ProblemHttpResult>> Handle(
        Guid checkout, Caller caller, HttpContext context, Purchases purchases, Watch watch, CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return Refusals.CheckoutNotFound.AsProblem();
        var patience = PreferWait.Of(context);
        return await (patience == TimeSpan.Zero
            ? purchases.CheckoutAsync(owner, checkout, stop)
            : watch.UntilAsync(
                checkout, patience, () => purchases.FreshCheckoutAsync(owner, checkout),
                seen => seen is not { Status: CheckoutStatus.Placed }, stop)) is { } found
            ? TypedResults.Ok(found)
            : Refusals.CheckoutNotFound.AsProblem();
    }
}
