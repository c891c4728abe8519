using Feria.Contracts;
using Feria.Trust;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>Somebody reports something they see: what is wrong with it, and in their words.</summary>
static class ShowReporting
{
    const string Place = "/report/{kind}/{thing}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (string kind, string thing, Visit visit) => Page(kind, thing, new Filled(), false, 200))
            .RequireAccount();
        pages.MapPost(Place, Send).RequireAccount();
    }

    public static string PathOf(string kind, string thing) => $"/report/{kind}/{thing}";

    static async Task<IResult> Send(
        string kind, string thing, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "reason", "words");
        var answer = await inside.CallAsync(nameof(ReportThing), body: new
        {
            kind, thing, reason = form["reason"], words = form["words"],
        });
        if (answer.Problem is not { } problem) return Page(kind, thing, form, true, 200);
        form.Take(problem, visit);
        return Page(kind, thing, form, false, answer.Status);
    }

    static IResult Page(string kind, string thing, Filled form, bool isDone, int status) =>
        !ThingKind.All.Contains(kind)
            ? Trust.Refusals.ThingNotFound.AsProblem()
            : new RazorComponentResult<ReportPage>(new { Kind = kind, Thing = thing, Form = form, IsDone = isDone })
            {
                StatusCode = status,
            };
}
