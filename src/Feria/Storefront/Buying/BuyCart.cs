using System.Globalization;
using Feria.Accounts;
using Feria.Contracts;
using Feria.Orders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>Checkout on one page: who, where, how to pay. The same form sent twice buys once.</summary>
static class BuyCart
{
    internal static readonly string[] Names =
        ["fullName", "email", "addressId", "method", "coupon", .. AddressForm.Names];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/checkout", Ask).AllowAnyone().OnlyInPerson().InTheTill();
        pages.MapPost("/checkout", Buy).AllowAnyone().OnlyInPerson().InTheTill();
    }

    static Task<IResult> Ask(
        Visit visit, Caller caller, Database db, Carts carts, Vault vault, Buying buying,
        CancellationToken stop) =>
        PageAsync(new(new Filled(), null, 200), visit, caller, db, carts, vault, buying, stop);

    static async Task<IResult> Buy(
        [FromForm] IFormCollection sent, Visit visit, Caller caller, Database db, Carts carts, Vault vault,
        Buying buying, Inside inside, CancellationToken stop)
    {
        var form = Filled.Of(sent, Names);
        if (sent["do"] == "delivery")
            return await PageAsync(new(form, sent, 200), visit, caller, db, carts, vault, buying, stop);
        var answer = await inside.CallAsync(
            nameof(PlaceCheckout), body: BodyOf(form, sent, caller, visit, null, null), key: KeyOf(sent));
        if (answer.Problem is { } problem)
        {
            if (problem.Code == Orders.Refusals.CartEmpty.Code) return new SeeOther(visit.To("/cart"));
            var said = await KeepCouponAsync(form, problem, visit, inside);
            return await PageAsync(
                new(form, sent, answer.Status) { Problem = said is null ? problem : null, Said = said },
                visit, caller, db, carts, vault, buying, stop);
        }

        return Onward(answer.Read<Checkout>(), visit);
    }

    // A coupon that is good changes the total: it is kept with the cart, and the buyer sees what it makes before
    // anything is bought.
    static async Task<string?> KeepCouponAsync(Filled form, Inside.Trouble problem, Visit visit, Inside inside)
    {
        if (problem.Code != Orders.Refusals.QuoteChanged.Code || form["coupon"] is not { Length: > 0 } code)
            return null;
        if ((await inside.CallAsync(nameof(PutCartCoupon), body: new { code })).Problem is not null) return null;
        form["coupon"] = "";
        return visit.Say("checkout.coupon-kept");
    }

    /// <summary>The form as the API takes it; without items it buys the cart.</summary>
    internal static object BodyOf(
        Filled form, IFormCollection sent, Caller caller, Visit visit, object? items, Guid? flashSale)
    {
        var kept = Guid.TryParse(form["addressId"], out var address) ? address : (Guid?)null;
        var expected = long.TryParse(sent["expected"], NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            ? new { amount, currency = sent["currency"].ToString() }
            : null;
        return new
        {
            addressId = kept,
            address = kept is null ? AddressForm.Of(form) : null,
            payment = new { method = form["method"] },
            coupon = form["coupon"] is { Length: > 0 } coupon ? coupon : null,
            expectedTotal = expected,
            contact = caller.Account is null ? new { fullName = form["fullName"], email = form["email"] } : null,
            items,
            delivery = HowDelivered.NamedOf(sent).Select(one => new { store = one.Key, method = one.Value }),
            returnTo = visit.To(ShowPlaced.Latest),
            flashSale,
        };
    }

    /// <summary>To the gateway where a card is to be charged there, else to what became of the purchase.</summary>
    internal static IResult Onward(Checkout bought, Visit visit)
    {
        var byCard = bought is { Status: CheckoutStatus.Placed, Payment.Method: PaymentMethod.Card };
        return new SeeOther((byCard ? bought.Payment.Next : null) ?? visit.To(ShowPlaced.PathOf(bought.Id)));
    }

    internal static async Task<IReadOnlyList<SavedAddress>> AddressesAsync(
        Caller caller, Database db, Vault vault, CancellationToken stop) => caller.Account is null
        ? []
        : (await ListAddresses.HandleAsync(caller, db, vault, stop)).Value!.Items;

    internal static Guid? Chosen(Filled form, IReadOnlyList<SavedAddress> addresses) => form["addressId"] switch
    {
        null => addresses.FirstOrDefault()?.Id,
        var sent when Guid.TryParse(sent, out var id) => id,
        _ => null,
    };

    internal static string? KeyOf(IFormCollection sent) =>
        sent["key"].ToString() is { Length: > 0 and <= 64 } key && key.All(char.IsAsciiLetterOrDigit) ? key : null;

    /// <summary>What the page is drawn after: the form as it was sent, and what became of it.</summary>
    sealed record Asked(Filled Form, IFormCollection? Sent, int Status)
    {
        public Inside.Trouble? Problem { get; init; }

        public string? Said { get; init; }
    }

    // What cannot be bought as it stands is said in the cart, where it can be mended.
    static async Task<IResult> PageAsync(
        Asked asked, Visit visit, Caller caller, Database db, Carts carts, Vault vault, Buying buying,
        CancellationToken stop)
    {
        var (form, owner) = (asked.Form, Owner.Of(caller));
        if (caller.Account is null && !buying.ServesGuest(owner))
            return new SeeOther(visit.To("/sign-in?back=/checkout"));
        var addresses = await AddressesAsync(caller, db, vault, stop);
        var how = HowDelivered.Of(form, asked.Sent, addresses);
        await using var session = await db.ReadFreshAsync(stop);
        var cart = await carts.ReadAsync(session, owner, how);
        var stuck = cart.Stores.Where(store => store.IsDeliveryOpen).Select(store => store.Store.Id).ToHashSet();
        if (how.Named.Keys.Any(stuck.Contains)) cart = await carts.ReadAsync(session, owner, how.Without(stuck));
        if (!cart.Buyable || cart.Total is null) return new SeeOther(visit.To("/cart"));

        var delivery = cart.Stores.Select(store => store.Delivery).Aggregate((sum, each) => sum + each);
        var isNews = HowDelivered.IsNews(asked.Problem, asked.Sent, delivery);
        if (asked.Problem is { } problem && !isNews) form.Take(problem, visit);
        return new RazorComponentResult<CheckoutPage>(new
        {
            Shown = new CheckoutPage.View(
                caller.Account is null, form, Id.New().ToString("N"),
                [.. addresses.Select(address => AddressOf(address, visit.Language))],
                Chosen(form, addresses),
                [
                    .. cart.Items.Select(item =>
                        new CheckoutPage.Line(
                            Told.Named(item.Title, item.Options), item.Picture, item.Quantity, item.Total,
                            Shelf.PathOf(item.Slug))),
                ],
                cart.Stores.Count,
                cart.Stores.Select(store => store.Items).Aggregate((sum, each) => sum + each),
                delivery,
                cart.Total.Value, buying.Methods(owner))
            {
                Discounts = ShowCart.Together(cart),
                Said = isNews ? visit.Say("checkout.delivery-known") : asked.Said,
                Deliveries =
                [
                    .. cart.Stores.Where(store => store.Methods.Count > 0).Select(store =>
                        new CheckoutPage.Shipping(store.Store.Id, store.Store.Name, store.Method, store.Methods)),
                ],
            },
        })
        { StatusCode = asked.Status };
    }

    internal static CheckoutPage.Address AddressOf(SavedAddress address, Language language)
    {
        var lines = AddressForm.LinesOf(address, language);
        return new(address.Id, lines[0], string.Join(", ", lines.Skip(1)));
    }
}
