using Feria.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>Where the links in letters lead: a confirmed address, another address, a new password.</summary>
static class FollowLetter
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        Confirms(pages, "/verify-email", nameof(VerifyEmail));
        Confirms(pages, "/change-email", nameof(ChangeEmail));
        pages.MapPost("/account/verify-email", SendAgain).RequireAccount();
        pages.MapGet("/forgot-password", () => Forgot(new Filled(), false)).AllowAnyone();
        pages.MapPost("/forgot-password", Ask).AllowAnyone();
        pages.MapGet("/reset-password", (string? token) => Resetting(new Filled { ["token"] = token })).AllowAnyone();
        pages.MapPost("/reset-password", Reset).AllowAnyone();
    }

    static void Confirms(IEndpointRouteBuilder pages, string path, string slice)
    {
        pages.MapGet(path, (string? token) => Verifying(path, new() { ["token"] = token }, false)).AllowAnyone();
        pages.MapPost(path, ([FromForm] IFormCollection sent, Visit visit, Inside inside) =>
            VerifyAsync(path, slice, sent, visit, inside)).AllowAnyone();
    }

    static async Task<IResult> VerifyAsync(string path, string slice, IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "token");
        var password = sent["password"].ToString();
        var answer = await inside.CallAsync(slice, body: new
        {
            token = form["token"],
            password = password.Length > 0 ? password : null,
        });
        if (answer.Problem is not { } problem) return Verifying(path, form, true);
        form.Take(problem, visit);
        return Verifying(path, form, false, problem.Code == Refusals.LinkUsed.Code ? answer.Status : 422);
    }

    static async Task<IResult> SendAgain(Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ResendVerification));
        return new SeeOther(visit.To("/account" + (answer.Problem is null ? "?said=sent" : "")));
    }

    // The same answer whether or not the address is known.
    static async Task<IResult> Ask([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "email");
        var answer = await inside.CallAsync(nameof(AskPasswordReset), body: new { email = form["email"] });
        if (answer.Problem is not { } problem) return Forgot(form, true);
        form.Take(problem, visit);
        return Forgot(form, false, answer.Status);
    }

    static async Task<IResult> Reset([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "token");
        var answer = await inside.CallAsync(nameof(ResetPassword), body: new
        {
            token = form["token"],
            password = sent["password"].ToString(),
        });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To("/sign-in?said=reset"));
        form.Take(problem, visit);
        return Resetting(form, answer.Status);
    }

    static RazorComponentResult Verifying(string path, Filled form, bool done, int status = 200) =>
        Letter<VerifyPage>(new { Form = form, Action = path, Done = done }, status);

    static RazorComponentResult Forgot(Filled form, bool sent, int status = 200) =>
        Letter<ForgotPage>(new { Form = form, Sent = sent }, status);

    static RazorComponentResult Resetting(Filled form, int status = 200) =>
        Letter<ResetPage>(new { Form = form }, status);

    static RazorComponentResult Letter<T>(object shown, int status) => new(typeof(T), shown) { StatusCode = status };
}
