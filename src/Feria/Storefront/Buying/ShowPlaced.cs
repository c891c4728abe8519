using Feria.Contracts;
using Feria.Orders;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>What became of a purchase: thanks, or what is still to do. The gateway sends the buyer here too.</summary>
static class ShowPlaced
{
    /// <summary>Where the gateway sends a buyer back to, who is known by their cookie.</summary>
    public const string Latest = "/checkout/latest";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Latest, FindLatest).AllowAnyone().InTheTill();
        pages.MapGet("/checkout/{checkout:guid}", Handle).AllowAnyone().InTheTill();
    }

    static async Task<IResult> FindLatest(
        Visit visit, Caller caller, Database db, Purchases purchases, CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return Refusals.CheckoutNotFound.AsProblem();
        await using var session = await db.ReadFreshAsync(stop);
        var last = (await purchases.OrdersAsync(session, owner, Guid.AllBitsSet, 1)).FirstOrDefault();
        return last is null ? Refusals.CheckoutNotFound.AsProblem() : new SeeOther(visit.To(PathOf(last.Checkout)));
    }

    public static string PathOf(Guid checkout) => $"/checkout/{checkout}";

    static async Task<Results<RazorComponentResult<PlacedPage>, ProblemHttpResult>> Handle(
        Guid checkout, Visit visit, Caller caller, Purchases purchases, IPayments payments, TimeProvider clock,
        CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return Refusals.CheckoutNotFound.AsProblem();
        if (await purchases.FreshCheckoutAsync(owner, checkout) is not { } found)
            return Refusals.CheckoutNotFound.AsProblem();

        // The buyer may be back before the gateway's own word: whoever is first settles it.
        if (found.Status == CheckoutStatus.Placed)
        {
            await payments.SettleAsync(checkout, stop);
            found = (await purchases.FreshCheckoutAsync(owner, checkout))!;
        }

        return new RazorComponentResult<PlacedPage>(new { Shown = View(found, visit, clock.GetUtcNow().UtcDateTime) });
    }

    static PlacedPage.View View(Checkout checkout, Visit visit, DateTime now)
    {
        var isWaiting = checkout.Status == CheckoutStatus.Placed;
        var (title, more) = (checkout.Status, checkout.Payment.Method) switch
        {
            (CheckoutStatus.Confirmed, PaymentMethod.CashOnDelivery) => ("placed.title", "placed.more-cash"),
            (CheckoutStatus.Confirmed, _) => ("placed.title", "placed.more-paid"),
            (CheckoutStatus.Placed, PaymentMethod.Card) when checkout.Payment.Status == "failed" =>
                ("placed.title-declined", "placed.more-declined"),
            (CheckoutStatus.Placed, PaymentMethod.Transfer) => ("placed.title-waiting", "placed.more-transfer"),
            (CheckoutStatus.Placed, _) => ("placed.title-waiting", "placed.more-card"),
            _ => ("placed.title-failed", "placed.more-failed"),
        };
        return new(
            visit.Say(title), visit.Say(more), checkout.Status != CheckoutStatus.Confirmed,
            isWaiting ? visit.ToPay(checkout.Payment.Next) : null,
            checkout.Payment.Method,
            visit.Say("payment." + checkout.Payment.Status),
            checkout.Total,
            isWaiting ? checkout.ExpiresAt : null,
            isWaiting && checkout.Payment is { Method: PaymentMethod.Card, Next: null },
            [.. checkout.Orders.Select(order => Told.Card(order, visit))],
            now);
    }
}
