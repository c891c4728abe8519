using Feria.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>Where the account is signed in, and the way to leave for good.</summary>
static class ShowSecurity
{
    const string Place = "/account/security";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place + "/{session:guid}/end", End).RequireAccount();
        pages.MapPost(Place + "/close", Close).RequireAccount();
    }

    static Task<IResult> Show(string? said, string? cursor, Visit visit, Inside inside) => PageAsync(
        new Filled(), 200, said is "ended" ? visit.Say("security.ended") : null, cursor, inside);

    static async Task<IResult> End(Guid session, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(EndSession), new { id = session });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To(Place + "?said=ended"));
    }

    static async Task<IResult> Close([FromForm] IFormCollection sent, HttpContext http, Visit visit, Inside inside)
    {
        // What is wrong with a password stands beside its field; the password itself is not shown again.
        var form = new Filled { ["password"] = "", ["code"] = "" };
        var answer = await inside.CallAsync(
            nameof(CloseAccount), body: new
            {
                password = sent["password"].ToString(),
                code = sent["code"].ToString() is { Length: > 0 } code ? code : null,
            });
        if (answer.Problem is { } problem)
        {
            form.Take(problem, visit);
            return await PageAsync(form, answer.Status, null, null, inside);
        }

        EnterAndLeave.Forget(http);
        return new SeeOther(visit.To("/sign-in?said=closed"));
    }

    static async Task<IResult> PageAsync(Filled form, int status, string? said, string? cursor, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListSessions), new { cursor });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<SecurityPage>(new
        {
            Step = (await inside.CallAsync(nameof(GetSecondStep))).Read<GetSecondStep.State>(),
            Found = answer.Read<Page<ListSessions.Open>>(),
            Form = form,
            Said = said,
        })
        { StatusCode = status };
    }
}
