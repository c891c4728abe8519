using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders;

/// <summary>
/// Sets how many units of an offer are in the cart. The first put of a guest answers with the cart's token.
/// </summary>
public static class PutCartItem
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/cart/items/{offer:guid}", Handle)
        .WithName(nameof(PutCartItem))
        .AllowAnyone()
        .OnlyInPerson()
        .WithMetadata(new ClaimsTogether())
        .WithMetadata(new InLine(services => services.GetRequiredService<ChangeCarts>().IsTooLong))
        .Refuses(Refusals.OfferNotFound, Refusals.NotForSale, Refusals.CartFull, Refusals.TooManyUnits,
            Refusals.CartChanged)
        .WithExample(new Body(2, null));

    /// <param name="ExpectedVersion">The cart's version you saw; refused where it has changed since. Also by
    /// If-Match.</param>
    public sealed record Body(
        [Range(1, Cart.MostUnits)] int Quantity, [Range(0, long.MaxValue)] long? ExpectedVersion = null);

    public static async Task<Results<Ok<Cart>, ProblemHttpResult>> Handle(
        Guid offer, Body body, Caller caller, HttpContext context, ChangeCarts carts, IVisits visits)
    {
        var (expected, malformed) = CartHeaders.Expected(context, body.ExpectedVersion);
        if (malformed is not null) return malformed.AsProblem();
        var (owner, token) = CartHeaders.OwnerOf(caller);
        var outcome = await carts.ChangeAsync(new(owner, offer, body.Quantity, expected, IdempotentCall.Current));
        CartHeaders.Welcome(context, token, outcome.Refusal);
        if (outcome.IsNew && outcome.Cart!.Items.FirstOrDefault(item => item.Offer == offer) is { } put)
            visits.Added(put.Product, offer);
        return CartHeaders.Answer(context, outcome);
    }
}
