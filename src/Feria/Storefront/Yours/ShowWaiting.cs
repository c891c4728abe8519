using Feria.Inventory;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>
/// Waiting for what is sold out: one press for who is signed in, a letter that asks first for a guest.
/// </summary>
static class ShowWaiting
{
    const string Place = "/account/waiting";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost("/back-in-stock", Wait).AllowAnyone();
        pages.MapGet("/back-in-stock", (string? token) => Asking(new() { ["token"] = token }, "letter"))
            .AllowAnyone();
        pages.MapPost("/back-in-stock/confirm", ([FromForm] IFormCollection sent, Visit visit, Inside inside) =>
            AnswerAsync(nameof(ConfirmWaiting), "confirmed", sent, visit, inside)).AllowAnyone();
        pages.MapPost("/back-in-stock/end", ([FromForm] IFormCollection sent, Visit visit, Inside inside) =>
            AnswerAsync(nameof(EndWaiting), "ended", sent, visit, inside)).AllowAnyone();
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place + "/{offer:guid}/stop", Stop).RequireAccount();
    }

    static async Task<IResult> Wait(
        [FromForm] IFormCollection sent, Caller caller, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "offer", "email");
        // The product's page is drawn for everybody: whether to ask for an address shows here.
        if (caller.Account is null && !sent.ContainsKey("email")) return Asking(form, "email");
        if (!Guid.TryParse(form["offer"], out var offer)) return Refusals.OfferNotFound.AsProblem();
        var answer = await inside.CallAsync(nameof(WaitForOffer), new { offer }, new { email = form["email"] is
            { Length: > 0 } email ? email : null });
        if (answer.Problem is { } problem)
        {
            form.Take(problem, visit);
            return Asking(form, caller.Account is null ? "email" : "refused", answer.Status);
        }

        return answer.Read<WaitForOffer.Answer>().Confirmed ? new SeeOther(visit.To(Place)) : Asking(form, "sent");
    }

    static async Task<IResult> AnswerAsync(
        string slice, string then, IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "token");
        var answer = await inside.CallAsync(slice, body: new { token = form["token"] });
        if (answer.Problem is not { } problem) return Asking(form, then);
        form.Problem = visit.Refused(problem.Code, problem.Title);
        return Asking(form, "refused", answer.Status);
    }

    static async Task<IResult> Show(Inside inside) => new RazorComponentResult<WaitingPage>(new
    {
        Found = (await inside.CallAsync(nameof(ListWaiting))).Read<Page<ListWaiting.Line>>().Items,
    });

    static async Task<IResult> Stop(Guid offer, Visit visit, Inside inside)
    {
        await inside.CallAsync(nameof(StopWaiting), new { offer });
        return new SeeOther(visit.To(Place));
    }

    static RazorComponentResult<BackInStockPage> Asking(Filled form, string step, int status = 200) =>
        new(new { Form = form, Step = step }) { StatusCode = status };
}
