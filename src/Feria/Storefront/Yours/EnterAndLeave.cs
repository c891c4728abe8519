using Feria.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>Signing in, up and out: the session's token becomes the site's cookie.</summary>
static class EnterAndLeave
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sign-in", AskIn).AllowAnyone();
        pages.MapPost("/sign-in", In).AllowAnyone();
        pages.MapGet("/sign-up", (string? back) =>
            new RazorComponentResult<SignUpPage>(new { Form = new Filled { ["back"] = back } })).AllowAnyone();
        pages.MapPost("/sign-up", Up).AllowAnyone();
        pages.MapPost("/sign-out", Out).AllowAnyone();
        pages.MapPost("/acting/end", EndActing).AllowAnyone();
    }

    static RazorComponentResult<SignInPage> AskIn(string? back, string? said, Visit visit) => new(new
    {
        Form = new Filled { ["back"] = back },
        Said = said switch
        {
            "reset" => visit.Say("reset.done"),
            "closed" => visit.Say("security.closed"),
            _ => null,
        },
    });

    static async Task<IResult> In(
        [FromForm] IFormCollection sent, HttpContext http, Visit visit, Inside inside, SignInTicket tickets,
        TimeProvider clock)
    {
        var form = Filled.Of(sent, "email", "back", "code");
        // The code is asked for on a page of its own, which knows what was typed on the first.
        var (email, password) = tickets.Read(sent["ticket"]) ?? (form["email"]!, sent["password"].ToString());
        var answer = await inside.CallAsync(nameof(SignIn), null, new
        {
            email,
            password,
            code = form["code"] is { Length: > 0 } code ? code : null,
        });
        if (answer.Problem is { } problem)
        {
            form["code"] = "";
            if (problem.Field == "code") form["ticket"] = tickets.Write(email, password);
            if (problem.Code != Refusals.SecondStepNeeded.Code || sent.ContainsKey("ticket")) form.Take(problem, visit);
            return new RazorComponentResult<SignInPage>(new { Form = form }) { StatusCode = StatusOf(answer) };
        }

        var session = answer.Read<SignIn.SignedInSession>();
        Keep(http, session.Token, session.ExpiresAt - clock.GetUtcNow());
        return new SeeOther(visit.To(Local(form["back"])));
    }

    static async Task<IResult> Up(
        [FromForm] IFormCollection sent, HttpContext http, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, ["fullName", "email", "phone", "idNumber", "back", .. AddressForm.Names]);
        var answer = await inside.CallAsync(nameof(RegisterAccount), null, new
        {
            fullName = form["fullName"],
            email = form["email"],
            idNumber = form["idNumber"],
            phone = form["phone"],
            password = sent["password"].ToString(),
            address = AddressForm.Of(form),
        });
        if (answer.Problem is { } problem)
        {
            form.Take(problem, visit);
            return new RazorComponentResult<SignUpPage>(new { Form = form }) { StatusCode = StatusOf(answer) };
        }

        Keep(http, answer.Read<RegisterAccount.Registered>().Token, TimeSpan.FromDays(30));
        return new SeeOther(visit.To(
            form["back"] is { Length: > 0 } back ? Local(back) : "/account?said=welcome"));
    }

    static async Task<IResult> Out(HttpContext http, Visit visit, Caller caller, Inside inside)
    {
        if (caller.ActedBy is not null) return await EndActing(http, visit, caller, inside);
        await inside.CallAsync(nameof(SignOut));
        Forget(http);
        return new SeeOther(visit.To("/"));
    }

    // Whoever acted is at their own desk again, where the user's file is.
    static async Task<IResult> EndActing(HttpContext http, Visit visit, Caller caller, Inside inside)
    {
        if (caller.ActedBy is not null) await inside.CallAsync(nameof(SignOut));
        http.Response.Cookies.Delete(Access.ActingCookie(http.Request), Cookie(http));
        return new SeeOther(visit.To(caller is { ActedBy: not null, Account: { } user }
            ? BackOffice.ShowUsers.PathOf(user) + "?said=acted"
            : "/"));
    }

    /// <summary>The browser brings its session no more.</summary>
    internal static void Forget(HttpContext http) =>
        http.Response.Cookies.Delete(Access.SessionCookie(http.Request), Cookie(http));

    /// <summary>The browser uses another's account, beside the session of its own.</summary>
    internal static void KeepActing(HttpContext http, string token, TimeSpan life)
    {
        var cookie = Cookie(http);
        cookie.MaxAge = life;
        http.Response.Cookies.Append(Access.ActingCookie(http.Request), token, cookie);
    }

    static void Keep(HttpContext http, string token, TimeSpan life)
    {
        var cookie = Cookie(http);
        cookie.MaxAge = life;
        http.Response.Cookies.Append(Access.SessionCookie(http.Request), token, cookie);
        // The guest's things belong to the account now; on a shared machine the next guest starts anew.
        if (http.Request.Cookies.ContainsKey(Access.GuestCookie))
            http.Response.Cookies.Delete(Access.GuestCookie, Cookie(http));
    }

    static CookieOptions Cookie(HttpContext http) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    };

    // A 401 here is an answer to the form, not a closed door.
    static int StatusOf(Inside.Answer answer) => answer.Status == 401 ? 422 : answer.Status;

    /// <summary>Only a way within this site: another could be made to look like ours.</summary>
    internal static string Local(string? path) =>
        path is ['/', not ('/' or '\\'), ..] && !path.Any(char.IsControl) ? path : "/";
}
