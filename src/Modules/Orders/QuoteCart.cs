using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// What the cart costs delivered to some address, each store by the method chosen, with what else it offers there.
/// Nothing is kept.
/// </summary>
public static class QuoteCart
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/cart/quote", Handle)
        .WithName(nameof(QuoteCart))
        .AllowAnyone()
        .Allows(perMinute: 120, burst: 60)
        .Refuses(Refusals.AddressNotFound)
        .WithExample(new Body(null, new("BR", "SP", "01310-100"), "card", null));

    /// <param name="AddressId">One of the account's addresses.</param>
    /// <param name="To">Where else; without both, the account's default address, or nowhere yet.</param>
    /// <param name="Payment">How it will be paid: not all that is delivered can be paid at the door.</param>
    /// <param name="Delivery">
    /// How each store is to deliver; of one that is not named, the cheapest that is shipped there.
    /// </param>
    public sealed record Body(
        Guid? AddressId,
        Place? To,
        [AllowedValues(PaymentMethod.Card, PaymentMethod.Transfer, PaymentMethod.CashOnDelivery, null)]
        string? Payment,
        [MaxLength(Cart.MostLines)] IReadOnlyList<PlaceCheckout.DeliveryChoice>? Delivery);

    public sealed record Place(
        [Required, Country] string Country,
        [OneLine(80, Optional = true)] string? Region,
        [OneLine(20, Optional = true)] string? PostalCode);

    static async Task<Results<Ok<Cart>, ProblemHttpResult>> Handle(
        Body body, Caller caller, HttpContext context, Database database, Carts carts, IAccountBook accounts,
        CancellationToken stop)
    {
        var (to, refusal) = await DestinationAsync(body, caller, accounts, stop);
        if (refusal is not null) return refusal.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var cart = await carts.ReadAsync(
            session, Owner.Of(caller), new(to, body.Payment, NamedOf(body.Delivery)));
        CartHeaders.Version(context, cart);
        return TypedResults.Ok(cart);
    }

    static async Task<(Destination?, Refusal?)> DestinationAsync(
        Body body, Caller caller, IAccountBook accounts, CancellationToken stop)
    {
        if (body.To is { } to) return (new(to.Country, to.Region, to.PostalCode), null);
        var address = caller.Account is { } account
            ? await accounts.AddressAsync(account, body.AddressId, stop)
            : null;
        return address is null && body.AddressId is not null
            ? (null, Refusals.AddressNotFound)
            : (address is null ? null : Destination.Of(address), null);
    }

    /// <summary>The methods by store; of two for one, the last.</summary>
    internal static IReadOnlyDictionary<Guid, Guid> NamedOf(IReadOnlyList<PlaceCheckout.DeliveryChoice>? choices) =>
        (choices ?? []).Where(choice => choice is not null)
            .GroupBy(choice => choice.Store)
            .ToDictionary(same => same.Key, same => same.Last().Method);
}
