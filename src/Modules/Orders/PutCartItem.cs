using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

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
        .Refuses(Refusals.OfferNotFound, Refusals.NotForSale, Refusals.CartFull, Refusals.CartChanged)
        .WithExample(new Body(2, null));

    /// <param name="ExpectedVersion">The cart's version you saw; refused where it has changed since. Also by
    /// If-Match.</param>
    public sealed record Body(
        [Range(1, Cart.MostUnits)] int Quantity, [Range(0, long.MaxValue)] long? ExpectedVersion = null);

    public static async Task<Results<Ok<Cart>, ProblemHttpResult>> Handle(
        Guid offer, Body body, Caller caller, HttpContext context, Database database, Carts carts,
        IOfferBook offers, IStoreBook stores, CancellationToken stop)
    {
        var (expected, malformed) = CartHeaders.Expected(context, body.ExpectedVersion);
        if (malformed is not null) return malformed.AsProblem();

        await using var tx = await database.WriteAsync(stop);
        var terms = (await offers.TermsAsync(tx, [offer])).SingleOrDefault();
        var store = terms is null ? null : (await stores.TermsAsync(tx, [terms.Store])).SingleOrDefault();
        if (Refuse(terms, store) is { } refusal) return refusal.AsProblem();

        var (cart, refused) = await carts.ChangeAsync(tx, CartHeaders.OwnerOf(context, caller), expected, async cart =>
        {
            var others = await tx.OneAsync<int>(OthersSql, new { tx.Region, cart.Id, offer });
            if (others >= Cart.MostLines) return Refusals.CartFull;
            await Carts.PutAsync(tx, cart.Id, [new(offer, body.Quantity, terms!.PriceMinor, terms.Currency)]);
            return null;
        }, new(terms!, store!));
        if (refused is not null) return refused.AsProblem();

        CartHeaders.Version(context, cart!);
        return await tx.CommitAsync(TypedResults.Ok(cart));
    }

    internal static Refusal? Refuse(OfferTerms? offer, StoreTerms? store) => (offer, store) switch
    {
        (null, _) or (_, null) => Refusals.OfferNotFound,
        ({ Listed: false }, _) or (_, { Open: false }) => Refusals.NotForSale,
        _ => null,
    };

    const string OthersSql = """
        -- orders.put-cart-item.others
        select count(*)::int from orders.cart_item where region = @Region and cart_id = @Id and offer_id <> @offer
        """;
}
