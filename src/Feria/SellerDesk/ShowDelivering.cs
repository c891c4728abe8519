using System.Globalization;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>How a store gets orders to buyers: its methods, one of them, and what a parcel would cost.</summary>
static class ShowDelivering
{
    const string Place = "/sell/{store:guid}/delivery";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapGet(Place + "/new", AskNew).RequireAccount();
        pages.MapPost(Place + "/new", (
            Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
            Save(store, null, sent, visit, inside)).RequireAccount();
        pages.MapGet(Place + "/{method:guid}", One).RequireAccount();
        pages.MapPost(Place + "/{method:guid}", (
            Guid store, Guid method, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
            Save(store, method, sent, visit, inside)).RequireAccount();
        pages.MapPost(Place + "/{method:guid}/remove", Remove).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/delivery";

    static async Task<IResult> Show(
        Guid store, string? grams, string? items, string? country, string? region, string? postalCode, string? said,
        Visit visit, Inside inside)
    {
        var (file, refusal) = await FileAsync(store, inside);
        if (file is null) return refusal!;
        var found = await inside.CallAsync(nameof(ListDeliveryMethods), new { store });
        if (found.Problem is { } problem) return problem.AsProblem();
        var form = new Filled
        {
            ["grams"] = grams, ["items"] = items, ["country"] = country ?? file.Country, ["region"] = region,
            ["postalCode"] = postalCode,
        };
        return new RazorComponentResult<DeliveringPage>(new
        {
            Store = file,
            found.Read<ListDeliveryMethods.Answer>().Methods,
            Form = form,
            Quoted = grams is null ? null : await QuoteAsync(file, form, visit, inside),
            Said = said is "saved" or "removed" ? visit.Say("ship.said." + said) : null,
        })
        { StatusCode = form.Fine ? 200 : 400 };
    }

    static async Task<QuoteDelivery.Answer?> QuoteAsync(StoreFile store, Filled form, Visit visit, Inside inside)
    {
        var items = form["items"] is { Length: > 0 } text
            ? ShowListings.MinorOf(text, store.Currency, isFreeToo: true)
            : 0;
        if (items is null) form.Blame("items", visit.Say("sell.wrong-amount"));
        if (!int.TryParse(form["grams"], NumberStyles.None, CultureInfo.InvariantCulture, out var grams))
            form.Blame("grams", visit.Say("ship.wrong-number"));
        if (!form.Fine) return null;
        var answer = await inside.CallAsync(nameof(QuoteDelivery), new { store = store.Id }, new
        {
            grams, items, country = form["country"], region = form["region"], postalCode = form["postalCode"],
        });
        if (answer.Problem is not { } problem) return answer.Read<QuoteDelivery.Answer>();
        form.Take(problem, visit);
        return null;
    }

    static async Task<IResult> AskNew(Guid store, string? kind, Inside inside)
    {
        var (file, refusal) = await FileAsync(store, inside);
        return file is null ? refusal! : Page(file, null, MethodForm.New(kind, file.Country), 200);
    }

    static async Task<IResult> One(Guid store, Guid method, Inside inside)
    {
        var (file, refusal) = await FileAsync(store, inside);
        if (file is null) return refusal!;
        var (found, lost) = await FindAsync(store, method, inside);
        return found is null ? lost! : Page(file, method, MethodForm.Of(found, file.Currency), 200);
    }

    static async Task<IResult> Save(
        Guid store, Guid? method, IFormCollection sent, Visit visit, Inside inside)
    {
        var (file, refusal) = await FileAsync(store, inside);
        if (file is null) return refusal!;
        var form = MethodForm.Read(sent);
        if (form.Fields["do"] is { Length: > 0 } and not "save") return Page(file, method, form, 200);
        if (form.Terms(visit, file.Currency) is not { } terms) return Page(file, method, form, 400);

        int.TryParse(form.Fields["version"], CultureInfo.InvariantCulture, out var version);
        var answer = method is null
            ? await inside.CallAsync(nameof(AddDeliveryMethod), new { store }, terms)
            : await inside.CallAsync(nameof(PutDeliveryMethod), new { store, method }, new { version, terms });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(store) + "?said=saved"));
        form.Fields.Take(problem, visit);
        return Page(file, method, form, answer.Status);
    }

    static async Task<IResult> Remove(Guid store, Guid method, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(RemoveDeliveryMethod), new { store, method });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To(PathOf(store) + "?said=removed"));
    }

    static async Task<(MethodFile?, IResult?)> FindAsync(Guid store, Guid method, Inside inside)
    {
        var found = await inside.CallAsync(nameof(ListDeliveryMethods), new { store });
        if (found.Problem is { } problem) return (null, problem.AsProblem());
        var file = found.Read<ListDeliveryMethods.Answer>().Methods.FirstOrDefault(one => one.Method.Id == method);
        return file is null ? (null, Refusals.DeliveryMethodNotFound.AsProblem()) : (file, null);
    }

    static RazorComponentResult<MethodPage> Page(StoreFile store, Guid? method, MethodForm form, int status) =>
        new(new { Store = store, Method = method, Form = form }) { StatusCode = status };

    static async Task<(StoreFile? File, IResult? Refusal)> FileAsync(Guid store, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetMyStore), new { store });
        return answer.Problem is { } problem ? (null, problem.AsProblem()) : (answer.Read<StoreFile>(), null);
    }
}
