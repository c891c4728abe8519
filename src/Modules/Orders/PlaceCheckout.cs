using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders;

/// <summary>
/// Buys the cart, or the items sent: holds the stock, writes one order a store, then asks for the money. A guest says
/// who to write to.
/// </summary>
public static class PlaceCheckout
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/checkouts", Handle)
        .WithName(nameof(PlaceCheckout))
        .AllowAnyone()
        .OnlyInPerson()
        .InTheTill()
        .WithMetadata(new ClaimsTogether())
        .WithMetadata(new InLine(services => services.GetRequiredService<PlaceTogether>().IsTooLong))
        .Refuses(Refusals.CartEmpty, Refusals.CouponUnknown, Refusals.CouponEnded,
            Refusals.CouponNotForThis, Refusals.CouponUsedUp, Refusals.CouponUsedByYou, Refusals.CouponSignIn,
            Refusals.NotForSale, Refusals.SeveralCurrencies,
            Refusals.OutOfStock, Refusals.QuoteChanged, Refusals.AddressNeeded, Refusals.AddressNotFound,
            Refusals.ContactNeeded, Refusals.GuestsNotServed, Refusals.CountryNotServed, Refusals.TooManyUnits,
            Refusals.MethodUnavailable, Refusals.FlashSaleNotFound, Refusals.FlashSaleNotOpen,
            Refusals.FlashTurnNeeded, Refusals.FlashTurnOver, Refusals.FlashLimit, Refusals.FlashItemsWrong,
            Refusals.DeliveryMethodNotPossible, Refusals.DeliveryNotPossible)
        .WithExample(new Body(
            null, new("Rua das Flores 12", null, "São Paulo", "SP", "01310-100", "BR"),
            new("card", "tok_approve"), null, new(12990, "BRL"), new("Ana Souza", "ana@example.com"), null, null));

    /// <param name="AddressId">One of the account's addresses.</param>
    /// <param name="Address">Another address; without both it is the account's default.</param>
    /// <param name="Coupon">A code that must take something off; left out, the cart's is tried.</param>
    /// <param name="ExpectedTotal">What you were shown; another total is refused with the new quote.</param>
    /// <param name="Contact">Who to write to; needed of guests.</param>
    /// <param name="Items">Buys these and leaves the cart alone.</param>
    /// <param name="FlashSale">Buys the items, which are of its offer alone, with your turn in this flash sale.</param>
    /// <param name="ReturnTo">Path on this site the gateway sends the buyer back to.</param>
    /// <param name="Delivery">
    /// How each store is to deliver; of one that is not named, the cheapest that is shipped there.
    /// </param>
    public sealed record Body(
        Guid? AddressId,
        PostalAddress? Address,
        [Required] Paying Payment,
        [StringLength(60)] string? Coupon,
        ExpectedMoney? ExpectedTotal,
        Reach? Contact,
        [MaxLength(Cart.MostLines)] IReadOnlyList<Item>? Items,
        [StringLength(300), RegularExpression("^/([^/\\\\].*)?$")] string? ReturnTo,
        Guid? FlashSale = null,
        [MaxLength(Cart.MostLines)] IReadOnlyList<DeliveryChoice>? Delivery = null);

    /// <param name="Token">Card token made at the gateway; without one the buyer is sent to the gateway's own
    /// form.</param>
    public sealed record Paying(
        [Required, AllowedValues("card", "transfer", "cash_on_delivery")] string Method,
        [StringLength(200)] string? Token);

    public sealed record ExpectedMoney(
        [Range(0, long.MaxValue)] long Amount,
        [Required, RegularExpression("^[A-Z]{3}$")] string Currency);

    public sealed record Reach(
        [Required, Length(1, 120)] string FullName,
        [Required, EmailAddress, Length(3, 254)] string Email);

    public sealed record DeliveryChoice(Guid Store, Guid Method);

    public sealed record Item(Guid Offer, [Range(1, Cart.MostUnits)] int Quantity);

    public static async Task<Results<Created<Checkout>, ProblemHttpResult>> Handle(
        Body body, Caller caller, HttpContext context, Buying buying, CancellationToken stop)
    {
        var (owner, token) = CartHeaders.OwnerOf(caller);
        var outcome = await buying.BuyAsync(body, owner, LocaleOf(context), stop);
        CartHeaders.Welcome(context, token, outcome.Refusal);
        return outcome.Refusal is { } refusal
            ? refusal.AsProblem()
            : Answer(outcome.Checkout!);
    }

    internal static Created<Checkout> Answer(Checkout checkout) =>
        TypedResults.Created($"/api/v1/checkouts/{checkout.Id}", checkout);

    // The language letters are written in, for people whose account does not say.
    static string LocaleOf(HttpContext context)
    {
        var first = context.Request.Headers.AcceptLanguage.ToString().Split(',', ';', '-')[0].Trim()
            .ToLower(CultureInfo.InvariantCulture);
        return first is "es" ? "es" : "en";
    }
}
