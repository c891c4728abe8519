using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// Puts what was saved back into the cart with its units, at the terms of now; what is not for sale stays saved.
/// Answers with the cart.
/// </summary>
public static class BringBackSaved
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/cart/saved/{offer:guid}/cart", Handle)
        .WithName(nameof(BringBackSaved))
        .AllowAnyone()
        .OnlyInPerson()
        .Refuses(
            Refusals.NotSaved, Refusals.OfferNotFound, Refusals.NotForSale, Refusals.CartFull, Refusals.CartChanged);

    static Task<Results<Ok<Cart>, ProblemHttpResult>> Handle(
        Guid offer, Caller caller, HttpContext context, Database database, Carts carts, SavedItems saved,
        CancellationToken stop) => SaveForLater.AnswerAsync(
            caller, context, database, carts, Refusals.NotSaved,
            (tx, owner, expected) => saved.BringBackAsync(tx, owner, offer, expected), stop);
}
