using Feria.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>
/// Where the link of an invitation to work here leads: in with an account of that address, or to one first.
/// </summary>
static class ShowStaffInvitation
{
    public const string Place = "/staff-invitation";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (string? token) => Page(new Filled { ["token"] = token }, 200)).AllowAnyone();
        pages.MapPost(Place, Accept).RequireAccount();
    }

    static async Task<IResult> Accept([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "token");
        var answer = await inside.CallAsync(nameof(AcceptStaffInvitation), body: new { token = form["token"] });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To("/account?said=staff"));
        form.Problem = visit.Refused(problem.Code, problem.Title);
        return Page(form, answer.Status);
    }

    static RazorComponentResult<StaffInvitationPage> Page(Filled form, int status) =>
        new(new { Form = form }) { StatusCode = status };
}
