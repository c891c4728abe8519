using System.Globalization;
using Feria.Contracts;
using Feria.FlashSales;
using Feria.Orders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>Checkout of whose turn it is in a flash sale: the usual page, with the turn's units and time.</summary>
static class BuyFlash
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/flash/{slug}/checkout", Ask).AllowAnyone().OnlyInPerson().InTheTill();
        pages.MapPost("/flash/{slug}/checkout", Buy).AllowAnyone().OnlyInPerson().InTheTill();
    }

    public static string PathOf(string slug) => $"/flash/{slug}/checkout";

    static Task<IResult> Ask(
        string slug, int? quantity, Visit visit, Caller caller, Parts parts, CancellationToken stop) =>
        PageAsync(slug, quantity ?? 1, new Filled(), null, null, 200, visit, caller, parts, stop);

    static async Task<IResult> Buy(
        string slug, [FromForm] IFormCollection sent, Visit visit, Caller caller, Inside inside, Parts parts,
        CancellationToken stop)
    {
        if (await parts.Book.FindAsync(slug, stop) is not { } sale)
            return FlashSales.Refusals.FlashSaleNotFound.AsProblem();
        var form = Filled.Of(sent, BuyCart.Names);
        var quantity = int.TryParse(sent["quantity"], NumberStyles.None, CultureInfo.InvariantCulture, out var many)
            ? many
            : 1;
        if (sent["do"] == "delivery")
            return await PageAsync(slug, quantity, form, sent, null, 200, visit, caller, parts, stop);
        var answer = await inside.CallAsync(
            nameof(PlaceCheckout),
            body: BuyCart.BodyOf(form, sent, caller, visit, new[] { new { offer = sale.Offer.Id, quantity } }, sale.Id),
            key: BuyCart.KeyOf(sent));
        if (answer.Problem is not { } problem) return BuyCart.Onward(answer.Read<Checkout>(), visit);
        if (problem.Code.StartsWith("flash_", StringComparison.Ordinal))
            return new SeeOther(visit.To($"{ShowSpot.PathOf(slug)}?because={problem.Code}"));
        return await PageAsync(slug, quantity, form, sent, problem, answer.Status, visit, caller, parts, stop);
    }

    static async Task<IResult> PageAsync(
        string slug, int quantity, Filled form, IFormCollection? sent, Inside.Trouble? problem, int status,
        Visit visit, Caller caller, Parts parts, CancellationToken stop)
    {
        if (await parts.Book.FindAsync(slug, stop) is not { } sale
            || await parts.Lines.OfSaleAsync(sale.Id, stop) is not { } standing)
            return FlashSales.Refusals.FlashSaleNotFound.AsProblem();
        if (await parts.Spots.FindAsync(standing, caller, stop) is not { State: SpotState.Admitted } spot)
            return new SeeOther(visit.To(ShowSpot.PathOf(slug)));

        var many = Math.Clamp(quantity, 1, spot.Allowed);
        var addresses = await BuyCart.AddressesAsync(caller, parts.Database, parts.Vault, stop);
        await using var session = await parts.Database.ReadFreshAsync(stop);
        var offer = (await parts.Offers.TermsAsync(session, [sale.Offer.Id])).Single() with
        {
            PriceMinor = sale.Price.Amount,
        };
        var stores = (await parts.Stores.TermsAsync(session, [offer.Store])).ToDictionary(store => store.Id);
        var how = HowDelivered.Of(form, sent, addresses);
        var part = PartOf(how);
        if (part is { Methods.Count: > 0, Method: null }) part = PartOf(how.Without([offer.Store]));
        var isNews = HowDelivered.IsNews(problem, sent, part.Delivery);
        if (problem is not null && !isNews) form.Take(problem, visit);
        return new RazorComponentResult<CheckoutPage>(new
        {
            Shown = new CheckoutPage.View(
                caller.Account is null, form, Id.New().ToString("N"),
                [.. addresses.Select(address => BuyCart.AddressOf(address, visit.Language))],
                BuyCart.Chosen(form, addresses),
                [
                    new(Told.Named(offer.Title, offer.Options), offer.Picture, many, part.Items,
                        Shelf.PathOf(offer.Slug)),
                ],
                1, part.Items, part.Delivery, part.Total,
                [.. parts.Buying.Methods(Owner.Of(caller)).Where(method => method != PaymentMethod.Transfer)])
            {
                Action = PathOf(slug),
                Quantity = many,
                Until = spot.TurnEndsAt,
                Now = spot.Now,
                Said = isNews ? visit.Say("checkout.delivery-known") : null,
                Deliveries = part.Methods.Count == 0
                    ? []
                    :
                    [
                        new(
                            part.Store.Id, part.Store.Name, part.Method?.Id,
                            [.. part.Methods.Select(DeliveryOption.Of)]),
                    ],
            },
        })
        { StatusCode = status };

        QuotePart PartOf(Delivering how) => Quote.Of([new QuoteLine(offer, many)], stores, how).Parts.Single();
    }

    /// <summary>What the page is put together from.</summary>
    public sealed record Parts(
        FlashSaleBook Book, Lines Lines, Spots Spots, Database Database, Vault Vault, Buying Buying,
        IOfferBook Offers, IStoreBook Stores);
}
