using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Changes many listings at once: makes the rows of a sheet and has it checked. What it would do is looked at, applied
/// and undone like a file.
/// </summary>
public static class EditListings
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/sheets/edits", Handle)
        .WithName(nameof(EditListings))
        .RequireAccountOrKey()
        .Allows(perMinute: 60, burst: 120)
        .Refuses(
            Refusals.StoreNotFound, Refusals.EditSaysNothing, Refusals.EditPriceUnclear, Refusals.CategoryNotFound,
            Refusals.ListingNotFound, Refusals.SheetTooLarge)
        .WithExample(new Body([Guid.Parse("01997a42-0f2c-7d2c-9c52-3f2a6d1c9e10")], PricePercent: -10));

    /// <param name="Listings">The products; all their SKUs of the store are meant.</param>
    /// <param name="PricePercent">So many percent more, or less where negative.</param>
    /// <param name="PriceAmount">So much more, in minor units, or less.</param>
    /// <param name="State">active or paused.</param>
    /// <param name="Category">Address of the one that becomes the only one.</param>
    /// <param name="Stock">Units on hand of each SKU.</param>
    public sealed record Body(
        [Required, Length(1, 500)] IReadOnlyList<Guid> Listings,
        [Range(-99, 1000)] decimal? PricePercent = null,
        [Range(-Price.Most, Price.Most)] long? PriceAmount = null,
        [AllowedValues(null, SheetListing.Active, SheetListing.Paused)] string? State = null,
        [StringLength(120)] string? Category = null,
        [Range(0, 1_000_000_000)] long? Stock = null);

    static async Task<Results<Created<Sheet>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, Database database, IStoreDesk desk, IStock stock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        if (Refuse(body) is { } no) return no.AsProblem();
        if (body.Category is { Length: > 0 } slug
            && await tx.OneOrNullAsync<string>(CategorySql, new { slug }) is null)
            return Refusals.CategoryNotFound.At("category").AsProblem();
        var book = await SheetBook.ReadAsync(tx, stock, store, standing.Currency, body.Listings);
        var listings = body.Listings.Distinct().Select(book.Listing).OfType<SheetListing>().ToList();
        if (listings.Count == 0) return Refusals.ListingNotFound.AsProblem();
        string[] fields =
        [
            SheetFields.Listing, SheetFields.Sku, .. Said(body),
        ];
        var rows = listings.SelectMany(listing => RowsOf(listing, body, fields)).Index()
            .Select(row => (row.Index + 1, row.Item)).ToList();
        if (rows.Count > Sheet.MostRows) return Refusals.SheetTooLarge.AsProblem();
        var sheet = await NewSheet.AddAsync(
            tx, store, string.Join(", ", Said(body)), "edit", Sheet.Checking, fields, fields, rows, caller);
        WorkSheet.Enqueue(tx, sheet.Id);
        return await tx.CommitAsync(TypedResults.Created($"/api/v1/store/{store}/sheets/{sheet.Id}", sheet));
    }

    internal static Refusal? Refuse(Body body) => !Said(body).Any() ? Refusals.EditSaysNothing
        : body is { PricePercent: not null, PriceAmount: not null } ? Refusals.EditPriceUnclear
        : null;

    static IEnumerable<string> Said(Body body)
    {
        if (body.PricePercent is not null || body.PriceAmount is not null) yield return SheetFields.Price;
        if (body.State is not null) yield return SheetFields.State;
        if (body.Category is { Length: > 0 }) yield return SheetFields.Categories;
        if (body.Stock is not null) yield return SheetFields.Stock;
    }

    // What is the listing's own stands in its first row alone.
    static IEnumerable<string[]> RowsOf(SheetListing listing, Body body, string[] fields) => listing.Offers.Index()
        .Where(offer => offer.Index == 0 || fields.Any(SheetFields.OfOffer.Contains))
        .Select(string[] (offer) =>
        [
            .. fields.Select(field => field switch
            {
                SheetFields.Price => Moved(offer.Item.Price, body, listing.Currency),
                SheetFields.Stock => body.Stock!.Value.ToString(CultureInfo.InvariantCulture),
                SheetFields.State => body.State!,
                SheetFields.Categories => body.Category!,
                _ => listing.Text(field, offer.Item),
            }),
        ]);

    // Half a cent is rounded away from nothing. What would cost nothing is told as it is, and refused by the check.
    internal static string Moved(long price, Body body, string currency) => Csv.Field(new Money(
        body.PriceAmount is { } amount
            ? price + amount
            : (long)Math.Round(price * (100 + body.PricePercent!.Value) / 100, MidpointRounding.AwayFromZero),
        currency));

    const string CategorySql = """
        -- catalog.edit-listings.category
        select slug from catalog.category where slug = @slug
        """;
}
