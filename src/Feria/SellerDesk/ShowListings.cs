using System.Globalization;
using Feria.Catalog;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>What a store sells: found by words or SKU, its prices changed many at once, and that undone.</summary>
static class ShowListings
{
    const string Place = "/sell/{store:guid}/listings";
    // With twenty offers each, no more prices than are put at once.
    const int AtOnce = 25;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place + "/prices", PutPrices).RequireAccount();
        foreach (var (move, slice, done) in new[]
        {
            ("pause", nameof(PauseMyListing), "paused"), ("resume", nameof(ResumeMyListing), "resumed"),
            ("remove", nameof(RemoveMyListing), "removed"),
        })
            pages.MapPost($"{Place}/{{product:guid}}/{move}", (Guid store, Guid product, Visit visit, Inside inside) =>
                MoveAsync(store, product, slice, done, visit, inside)).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/listings";

    static Task<IResult> Show(Guid store, string? q, string? cursor, string? said, Visit visit, Inside inside) =>
        ShowAsync(store, q, cursor, said is "listed" or "saved" or "removed" or "paused" or "resumed"
            ? visit.Say("listings.said." + said)
            : null, null, [], 200, inside);

    internal static async Task<IResult> ShowAsync(
        Guid store, string? q, string? cursor, string? said, string? trouble,
        IReadOnlyList<PutMyPrices.Change> undo, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(ListMyListings), new { store, q, cursor, limit = AtOnce });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<ListingsPage>(new
        {
            Store = file.Read<StoreFile>(),
            Found = found.Read<Page<ListMyListings.Listed>>(),
            Q = q ?? "",
            Said = said,
            Trouble = trouble,
            Undo = undo,
        })
        { StatusCode = status };
    }

    // A row is sku.N, was.N (minor units), price.N and list.N as they were typed; only what changed is sent on.
    static async Task<IResult> PutPrices(
        Guid store, string? q, string? cursor, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var currency = sent["currency"].ToString();
        var changes = new List<PutMyPrices.Change>();
        string? trouble = null;
        for (var row = 0; row < PutMyPrices.Most && sent.ContainsKey($"sku.{row}"); row++)
        {
            var (price, list) = (MinorOf(sent[$"price.{row}"], currency), MinorOf(sent[$"list.{row}"], currency));
            var (was, listWas) = (Number(sent[$"was.{row}"]), Number(sent[$"list-was.{row}"]));
            if (price is null || (list is null && sent[$"list.{row}"].ToString().Trim().Length > 0))
                trouble ??= visit.Say("listings.wrong-price", sent[$"sku.{row}"].ToString());
            else if (price != was || list != listWas)
                changes.Add(new(sent[$"sku.{row}"].ToString(), price.Value, list, was));
        }

        if (trouble is not null) return await ShowAsync(store, q, cursor, null, trouble, [], 400, inside);
        if (changes.Count == 0) return await ShowAsync(store, q, cursor, null, null, [], 200, inside);
        var answer = await inside.CallAsync(nameof(PutMyPrices), new { store }, new { prices = changes });
        if (answer.Problem is { } problem)
            return await ShowAsync(
                store, q, cursor, null, visit.Refused(problem.Code, problem.Title), [], answer.Status, inside);
        var done = answer.Read<PutMyPrices.Answer>();
        return await ShowAsync(
            store, q, cursor, string.Join(' ', new[]
            {
                done.Changed > 0 || done.Waiting.Count == 0 ? visit.Count("listings.priced", done.Changed) : "",
                done.Waiting.Count > 0 ? visit.Count("listings.prices-wait", done.Waiting.Count) : "",
            }.Where(part => part.Length > 0)), null,
            sent.ContainsKey("undo") ? [] : done.Before, 200, inside);
    }

    static async Task<IResult> MoveAsync(
        Guid store, Guid product, string slice, string done, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, new { store, product });
        return answer.Problem is not { } problem
            ? new SeeOther(visit.To($"{PathOf(store)}?said={done}"))
            : await ShowAsync(
                store, null, null, null, visit.Refused(problem.Code, problem.Title), [], answer.Status, inside);
    }

    /// <summary>An amount as the field writes it: with a point whatever the language.</summary>
    internal static string Text(long minor, string currency) => Currency.Major(new(minor, currency)).ToString(
        "F" + Currency.ExponentOf(currency), CultureInfo.InvariantCulture);

    /// <summary>What was typed, in minor units; null where it is no amount.</summary>
    /// <param name="isFreeToo">Whether nothing is an amount.</param>
    internal static long? MinorOf(string? text, string currency, bool isFreeToo = false) => decimal.TryParse(
        text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
        CultureInfo.InvariantCulture, out var major) && major is >= 0 and <= 10_000_000_000 && (isFreeToo || major > 0)
        ? Currency.Minor(major, currency)
        : null;

    static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
