using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// Moves a line out of the cart and keeps it aside; moved already, nothing happens. Answers with the cart.
/// </summary>
public static class SaveForLater
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/cart/saved/{offer:guid}", Handle)
        .WithName(nameof(SaveForLater))
        .AllowAnyone()
        .OnlyInPerson()
        .Refuses(Refusals.NotInCart, Refusals.SavedFull, Refusals.CartChanged);

    static Task<Results<Ok<Cart>, ProblemHttpResult>> Handle(
        Guid offer, Caller caller, HttpContext context, Database database, Carts carts, SavedItems saved,
        CancellationToken stop) => AnswerAsync(
            caller, context, database, carts, Refusals.NotInCart,
            (tx, owner, expected) => saved.SaveAsync(tx, owner, offer, expected), stop);

    /// <summary>Makes a move of the caller's cart and shows what became of it.</summary>
    /// <param name="nothing">What somebody without a cart is told.</param>
    internal static async Task<Results<Ok<Cart>, ProblemHttpResult>> AnswerAsync(
        Caller caller, HttpContext context, Database database, Carts carts, Refusal nothing,
        Func<Tx, Owner, long?, Task<Refusal?>> moveAsync, CancellationToken stop)
    {
        var (expected, malformed) = CartHeaders.Expected(context, null);
        if (malformed is not null) return malformed.AsProblem();
        if (Owner.Of(caller) is not { } owner) return nothing.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        if (await moveAsync(tx, owner, expected) is { } refusal) return refusal.AsProblem();
        var cart = await carts.ReadAsync(tx, owner);
        CartHeaders.Version(context, cart);
        return await tx.CommitAsync(TypedResults.Ok(cart));
    }
}
