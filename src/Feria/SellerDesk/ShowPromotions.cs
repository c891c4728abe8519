using System.Globalization;
using Feria.Contracts;
using Feria.Marketing;
using Feria.Orders;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>What a store takes off carts: make, watch, end, and try on a cart nobody has.</summary>
static class ShowPromotions
{
    const string Place = "/sell/{store:guid}/promotions";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, string? cursor, Inside inside) =>
            ListAsync(store, cursor, new() { ["effect"] = Promotion.Percent }, 200, inside)).RequireAccount();
        pages.MapPost(Place, Make).RequireAccount();
        pages.MapPost(Place + "/{promotion:guid}/end", End).RequireAccount();
        pages.MapGet(Place + "/simulator", Simulate).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/promotions";

    static async Task<IResult> ListAsync(Guid store, string? cursor, Filled form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(ListPromotions), new { store, cursor, limit = 50 });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<PromotionsPage>(new
        {
            Store = file.Read<StoreFile>(), Found = found.Read<Page<PromotionFile>>(), Form = form,
        })
        { StatusCode = status };
    }

    static async Task<IResult> Make(
        Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside, Database database,
        ICategoryBook categories, IOfferBook offers, CancellationToken stop)
    {
        var form = Filled.Of(sent, PromotionForm.Names);
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var mine = file.Read<StoreFile>();
        var (products, category) = await NamedAsync(mine, form, visit, database, categories, offers, stop);
        var terms = PromotionForm.TermsOf(form, mine.Currency, products, category, visit);
        if (!form.Fine) return await ListAsync(store, null, form, 400, inside);
        var answer = await inside.CallAsync(nameof(AddPromotion), new { store }, terms);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(store)));
        PromotionForm.Take(form, problem, visit);
        return await ListAsync(store, null, form, answer.Status, inside);
    }

    static async Task<(IReadOnlyList<Guid>? Products, int? Category)> NamedAsync(
        StoreFile store, Filled form, Visit visit, Database database, ICategoryBook categories, IOfferBook offers,
        CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var category = await PromotionForm.CategoryOfAsync(session, categories, form, visit);
        var skus = PromotionForm.PartsOf(form["skus"]).Take(PromotionTerms.MostProducts).ToList();
        if (skus.Count == 0) return (null, category);
        var named = await offers.NamedAsync(session, skus.Select(sku => new OfferName(store.Slug, sku)));
        if (skus.FirstOrDefault(sku => named.GetValueOrDefault(new(store.Slug, sku))?.Offer is null) is { } unknown)
            form.Blame("skus", visit.Say("sell.promo.no-sku", unknown));
        var terms = await offers.TermsAsync(session, [.. named.Values.Select(one => one.Offer).OfType<Guid>()]);
        return ([.. terms.Select(offer => offer.Product).Distinct()], category);
    }

    static async Task<IResult> End(Guid store, Guid promotion, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(EndPromotion), new { store, promotion });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(PathOf(store)));
    }

    // In the address, so that what was tried can be sent to somebody.
    static async Task<IResult> Simulate(
        Guid store, string? items, string? code, string? at, Visit visit, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var form = new Filled { ["items"] = items, ["code"] = code, ["at"] = at };
        var lines = LinesOf(items);
        Inside.Answer? tried = null;
        if (lines.Count > 0)
        {
            tried = await inside.CallAsync(nameof(SimulateCart), new { store }, new
            {
                items = lines.Select(line => new { sku = line.Sku, quantity = line.Quantity }), code,
                at = form.InstantOf("at"),
            });
            if (tried.Problem is { } problem) form.Take(problem, visit);
        }

        return new RazorComponentResult<SimulatorPage>(new
        {
            Store = file.Read<StoreFile>(),
            Form = form,
            Tried = tried is { Problem: null } ? tried.Read<Simulation>() : null,
        })
        { StatusCode = form.Fine ? 200 : tried?.Status ?? 400 };
    }

    /// <summary>A line is an SKU, and after a blank how many where it is not one.</summary>
    internal static IReadOnlyList<(string Sku, int Quantity)> LinesOf(string? text) =>
    [
        .. (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(LineOf),
    ];

    static (string Sku, int Quantity) LineOf(string line) =>
        line.LastIndexOf(' ') is > 0 and var blank
        && int.TryParse(line[(blank + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var quantity)
            ? (line[..blank].Trim(), quantity)
            : (line, 1);
}
