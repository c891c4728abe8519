using System.Globalization;
using Feria.Inventory;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>What a store has on its shelves: look, count, adjust, and say when to be told.</summary>
static class ShowStock
{
    const string Place = "/sell/{store:guid}/stock";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, string? q, bool? low, string? cursor, Inside inside) =>
            ListAsync(store, new(q, low is true, cursor), null, null, 200, inside)).RequireAccount();
        pages.MapPost(Place + "/{offer:guid}", Save).RequireAccount();
        pages.MapGet(Place + "/{offer:guid}", (Guid store, Guid offer, string? cursor, Inside inside) =>
            OneAsync(store, offer, cursor, new(), 200, inside)).RequireAccount();
        pages.MapPost(Place + "/{offer:guid}/change", Change).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/stock";

    // A row of the list: only what was changed in it is sent on.
    static async Task<IResult> Save(
        Guid store, Guid offer, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "onHand", "seen", "threshold", "was", "q", "low", "cursor");
        var sight = new StockPage.View(form["q"], form["low"] == "true", form["cursor"]);
        var answers = new List<Inside.Answer?>();
        if (form["onHand"] != form["seen"] && UnitsOf(form, "onHand", visit) is { } units)
            answers.Add(await inside.CallAsync(
                nameof(SetStoreStock), new { store, offer },
                new { onHand = units, seen = UnitsOf(form, "seen", visit) }));
        if (form["threshold"] != form["was"] && form.Fine)
            answers.Add(await PutThresholdAsync(store, offer, form, visit, inside));

        var refused = answers.FirstOrDefault(answer => answer?.Problem is not null);
        if (refused?.Problem is { } problem) form.Problem = visit.Refused(problem.Code, problem.Title);
        if (form.Fine) return new SeeOther(visit.To($"{PathOf(store)}{sight.Query(sight.Cursor)}#o-{offer}"));
        form.Problem ??= form.ErrorOf("onHand") ?? form.ErrorOf("seen") ?? form.ErrorOf("threshold");
        return await ListAsync(store, sight, offer, form, refused?.Status ?? 400, inside);
    }

    static async Task<IResult> Change(
        Guid store, Guid offer, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "what", "onHand", "seen", "adjustment", "threshold", "was", "why");
        var why = form["why"] is { Length: > 0 } said ? said : null;
        var answer = form["what"] switch
        {
            "threshold" => await PutThresholdAsync(store, offer, form, visit, inside),
            "adjustment" when UnitsOf(form, "adjustment", visit) is { } adjustment => await inside.CallAsync(
                nameof(SetStoreStock), new { store, offer }, new { adjustment, why }),
            "onHand" when UnitsOf(form, "onHand", visit) is { } onHand => await inside.CallAsync(
                nameof(SetStoreStock), new { store, offer }, new { onHand, why, seen = UnitsOf(form, "seen", visit) }),
            _ => null,
        };
        if (answer is { Problem: null }) return new SeeOther(visit.To($"{PathOf(store)}/{offer}"));
        if (answer?.Problem is { } problem) form.Take(problem, visit);
        form.Problem ??= form.ErrorOf("why");
        return await OneAsync(store, offer, null, form, answer?.Status ?? 400, inside);
    }

    // Blank is never; what is no number is neither.
    static async Task<Inside.Answer?> PutThresholdAsync(
        Guid store, Guid offer, Filled form, Visit visit, Inside inside)
    {
        var threshold = form["threshold"] is { Length: > 0 } ? UnitsOf(form, "threshold", visit) : null;
        return form.Fine
            ? await inside.CallAsync(nameof(PutThreshold), new { store, offer }, new { threshold })
            : null;
    }

    static async Task<IResult> ListAsync(
        Guid store, StockPage.View sight, Guid? at, Filled? form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(ListStoreStock), new
        {
            store, q = sight.Text, low = sight.IsLow ? "true" : null, cursor = sight.Cursor, limit = 50,
        });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<StockPage>(new
        {
            Store = file.Read<StoreFile>(),
            Found = found.Read<Page<ListStoreStock.Line>>(),
            Sight = sight,
            At = at,
            Form = form ?? new(),
        })
        { StatusCode = status };
    }

    static async Task<IResult> OneAsync(
        Guid store, Guid offer, string? cursor, Filled form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(GetStoreStock), new { store, offer, cursor });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<OfferStockPage>(new
        {
            Store = file.Read<StoreFile>(),
            Found = found.Read<GetStoreStock.Answer>(),
            Form = form,
        })
        { StatusCode = status };
    }

    static long? UnitsOf(Filled form, string name, Visit visit)
    {
        if (long.TryParse(form[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units))
            return units;
        form.Blame(name, visit.Say("sell.stock.wrong-units"));
        return null;
    }
}
