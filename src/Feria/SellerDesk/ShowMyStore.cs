using System.Globalization;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>A store for those who work there: how it stands, what is next, what it says of itself.</summary>
static class ShowMyStore
{
    const string Place = "/sell/{store:guid}";

    static readonly string[] Names =
        ["version", "name", "about", "city", "country", "language", "delivery", "freeDeliveryFrom"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapGet(Place + "/profile", ShowProfile).RequireAccount();
        pages.MapPost(Place + "/profile", Save).RequireAccount();
        pages.MapPost(Place + "/attest/{name}", (Guid store, string name, Visit visit, Inside inside) =>
            DoAsync(nameof(AttestRequirement), new { store, name }, null, store, "", visit, inside)).RequireAccount();
        pages.MapPost(Place + "/apply", (Guid store, Visit visit, Inside inside) => DoAsync(
            nameof(ApplyForApproval), new { store }, null, store, "?said=applied", visit, inside)).RequireAccount();
        pages.MapPost(Place + "/take-back", (Guid store, Visit visit, Inside inside) => DoAsync(
            nameof(TakeBackApplication), new { store }, null, store, "", visit, inside)).RequireAccount();
        pages.MapPost(Place + "/close", (Guid store, Visit visit, Inside inside) => DoAsync(
            nameof(CloseMyStore), new { store }, null, store, "", visit, inside)).RequireAccount();
        pages.MapPost(Place + "/holiday", BeginHoliday).RequireAccount();
        pages.MapPost(Place + "/holiday-over", (Guid store, Visit visit, Inside inside) => DoAsync(
            nameof(EndHoliday), new { store }, null, store, "", visit, inside)).RequireAccount();
    }

    static Task<IResult> Show(Guid store, string? said, Visit visit, Inside inside) => ShowAsync(
        store, said is "opened" or "joined" or "applied" or "saved" ? visit.Say("sell.said." + said) : null, null, 200,
        inside);

    static async Task<IResult> ShowAsync(Guid store, string? said, string? trouble, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<MyStorePage>(new
        {
            Store = answer.Read<StoreFile>(),
            Said = said,
            Trouble = trouble,
        })
        { StatusCode = status };
    }

    // What the page's buttons do; a refusal stands over the page as it is now.
    internal static async Task<IResult> DoAsync(
        string slice, object route, object? body, Guid store, string then, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, route, body);
        return answer.Problem is not { } problem
            ? new SeeOther(visit.To(ShowSelling.PathOf(store) + then))
            : await ShowAsync(store, null, visit.Refused(problem.Code, problem.Title), answer.Status, inside);
    }

    static Task<IResult> BeginHoliday(Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "until", "note");
        return DoAsync(nameof(SetHoliday), new { store }, new
        {
            until = form.InstantOf("until"),
            note = form["note"],
        }, store, "", visit, inside);
    }

    static async Task<IResult> ShowProfile(Guid store, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (answer.Problem is { } problem) return problem.AsProblem();
        var found = answer.Read<StoreFile>();
        return Profile(found, FormOf(found), 200);
    }

    static async Task<IResult> Save(Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, Names);
        var answer = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (answer.Problem is { } lost) return lost.AsProblem();
        var found = answer.Read<StoreFile>();
        var (delivery, free) = (MinorOf(form["delivery"], found.Currency), MinorOf(
            form["freeDeliveryFrom"], found.Currency));
        if (delivery is null) form.Blame("delivery", visit.Say("sell.wrong-amount"));
        if (free is null && form["freeDeliveryFrom"] is { Length: > 0 })
            form.Blame("freeDeliveryFrom", visit.Say("sell.wrong-amount"));
        if (!form.Fine) return Profile(found, form, 400);

        answer = await inside.CallAsync(nameof(PutMyStore), new { store }, new
        {
            version = int.TryParse(form["version"], CultureInfo.InvariantCulture, out var version) ? version : 0,
            name = form["name"],
            about = form["about"],
            city = form["city"],
            country = form["country"],
            language = form["language"],
            delivery,
            freeDeliveryFrom = free,
        });
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(ShowSelling.PathOf(store) + "?said=saved"));
        form.Take(problem, visit);
        return Profile(found, form, answer.Status);
    }

    static RazorComponentResult<ProfilePage> Profile(StoreFile store, Filled form, int status) =>
        new(new { Store = store, Form = form }) { StatusCode = status };

    static Filled FormOf(StoreFile store) => new()
    {
        ["version"] = store.Version.ToString(CultureInfo.InvariantCulture),
        ["name"] = store.Name,
        ["about"] = store.About,
        ["city"] = store.City,
        ["country"] = store.Country,
        ["language"] = store.Language,
        ["delivery"] = Text(store.Delivery),
        ["freeDeliveryFrom"] = store.FreeDeliveryFrom is { } free ? Text(free) : "",
    };

    // With a point whatever the language, as the field asks for it.
    static string Text(Money money) => Currency.Major(money).ToString(
        "F" + Currency.ExponentOf(money.Currency), CultureInfo.InvariantCulture);

    static long? MinorOf(string? text, string currency) => decimal.TryParse(
        text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major)
        ? Currency.Minor(major, currency)
        : null;
}
