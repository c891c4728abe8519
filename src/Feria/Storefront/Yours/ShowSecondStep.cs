using Feria.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>
/// Where a second step is set up, looked after and turned off. Secrets stand on the page that answers a form, once.
/// </summary>
static class ShowSecondStep
{
    public const string Place = "/account/security/second-step";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place, Begin).RequireAccount();
        pages.MapPost(Place + "/confirm", Confirm).RequireAccount();
        pages.MapPost(Place + "/codes", Renew).RequireAccount();
        pages.MapPost(Place + "/end", End).RequireAccount();
    }

    static Task<IResult> Show(string? back, string? said, Visit visit, Inside inside) => PageAsync(
        new Filled { ["back"] = back }, 200, inside, said is "ended" ? visit.Say("second-step.ended") : null);

    static async Task<IResult> Begin([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = FormOf(sent);
        var answer = await inside.CallAsync(
            nameof(BeginSecondStep), body: new { password = sent["password"].ToString() });
        if (answer.Problem is { } problem) return await AgainAsync(form, problem, answer.Status, "", visit, inside);
        return Page(form, 200, null, begun: answer.Read<BeginSecondStep.Begun>());
    }

    static async Task<IResult> Confirm([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = FormOf(sent);
        var answer = await inside.CallAsync(
            nameof(ConfirmSecondStep), body: new { code = sent["code"].ToString().Trim() });
        if (answer.Problem is { } problem)
            return await AgainAsync(form, problem, answer.Status, "confirm", visit, inside);
        return Page(form, 200, null, codes: answer.Read<ConfirmSecondStep.Confirmed>().RecoveryCodes, isNew: true);
    }

    static async Task<IResult> Renew([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = FormOf(sent);
        var answer = await inside.CallAsync(nameof(RenewRecoveryCodes), body: PasswordAndCode(sent));
        if (answer.Problem is { } problem)
            return await AgainAsync(form, problem, answer.Status, "codes", visit, inside);
        return Page(form, 200, null, codes: answer.Read<ConfirmSecondStep.Confirmed>().RecoveryCodes);
    }

    static async Task<IResult> End([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(EndSecondStep), body: PasswordAndCode(sent));
        if (answer.Problem is { } problem)
            return await AgainAsync(FormOf(sent), problem, answer.Status, "end", visit, inside);
        return new SeeOther(visit.To(Place + "?said=ended"));
    }

    static object PasswordAndCode(IFormCollection sent) => new
    {
        password = sent["password"].ToString(),
        code = sent["code"].ToString().Trim() is { Length: > 0 } code ? code : null,
    };

    // Neither password nor code is shown again.
    static Filled FormOf(IFormCollection sent)
    {
        var form = Filled.Of(sent, "back");
        (form["password"], form["code"]) = ("", "");
        return form;
    }

    // A 401 here is an answer to the form, not a closed door.
    static Task<IResult> AgainAsync(
        Filled form, Inside.Trouble problem, int status, string at, Visit visit, Inside inside)
    {
        form.Take(problem, visit);
        form["at"] = at;
        return PageAsync(form, status == 401 ? 422 : status, inside, null);
    }

    static async Task<IResult> PageAsync(Filled form, int status, Inside inside, string? said)
    {
        var answer = await inside.CallAsync(nameof(GetSecondStep));
        if (answer.Problem is { } problem) return problem.AsProblem();
        return Page(form, status, said, answer.Read<GetSecondStep.State>());
    }

    static RazorComponentResult<SecondStepPage> Page(
        Filled form, int status, string? said, GetSecondStep.State? state = null, BeginSecondStep.Begun? begun = null,
        IReadOnlyList<string>? codes = null, bool isNew = false) => new(new
        {
            IsNew = isNew,
            Form = form,
            State = state,
            Begun = begun,
            Codes = codes,
            Said = said,
            Back = form["back"] is { Length: > 0 } back ? EnterAndLeave.Local(back) : "/account/security",
        })
        { StatusCode = status };
}
