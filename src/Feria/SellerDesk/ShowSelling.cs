using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>The way in: what selling here is, the stores one works in, and a store of one's own begun.</summary>
static class ShowSelling
{
    public const string Place = "/sell";

    static readonly string[] Names = ["name", "about", "city", "country", "language", "currency"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Handle).AllowAnyone();
        pages.MapGet(Place + "/new", AskNew).RequireAccount();
        pages.MapPost(Place + "/new", Open).RequireAccount();
        pages.MapGet(Place + "/invitation", AskInvited).RequireAccount();
        pages.MapPost(Place + "/invitation", Accept).RequireAccount();
    }

    public static string PathOf(Guid store) => $"{Place}/{store}";

    static async Task<IResult> Handle(Caller caller, Inside inside)
    {
        IReadOnlyList<ListMyStores.Mine> mine = caller.Account is null
            ? []
            : (await inside.CallAsync(nameof(ListMyStores))).Read<Page<ListMyStores.Mine>>().Items;
        return new RazorComponentResult<SellPage>(new { Mine = mine });
    }

    static IResult AskNew(Visit visit, Caller caller, Features features) =>
        features.Has(StoreSettings.Applications, caller) ? NewOf(visit) : Stores.Refusals.NoNewStores.AsProblem();

    static RazorComponentResult<NewStorePage> NewOf(Visit visit) => New(
        new Filled
        {
            ["language"] = visit.Language.Code, ["country"] = "US",
            ["currency"] = visit.Set(StoreSettings.Currencies).All is [var first, ..] ? first : "USD",
        }, 200);

    static RazorComponentResult<NewStorePage> New(Filled form, int status) =>
        new(new { Form = form }) { StatusCode = status };

    static async Task<IResult> Open([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, Names);
        var answer = await inside.CallAsync(nameof(OpenStore), body: new
        {
            name = form["name"],
            about = form["about"],
            city = form["city"],
            country = form["country"],
            language = form["language"],
            currency = form["currency"],
        });
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(PathOf(answer.Read<StoreFile>().Id) + "?said=opened"));
        form.Take(problem, visit);
        return New(form, answer.Status);
    }

    static RazorComponentResult<InvitationPage> AskInvited(string? token) =>
        new(new { Form = new Filled { ["token"] = token } });

    static async Task<IResult> Accept([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "token");
        var answer = await inside.CallAsync(nameof(AcceptInvitation), body: new { token = form["token"] });
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(PathOf(answer.Read<ListMyStores.Mine>().Id) + "?said=joined"));
        form.Problem = visit.Refused(problem.Code, problem.Title);
        return new RazorComponentResult<InvitationPage>(new { Form = form }) { StatusCode = answer.Status };
    }
}
