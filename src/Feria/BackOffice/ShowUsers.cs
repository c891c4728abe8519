using Feria.Accounts;
using Feria.Contracts;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Visit = Feria.Storefront.Visit;

namespace Feria.BackOffice;

/// <summary>Users for those who look after them: found, looked at, kept out, let in, helped.</summary>
static class ShowUsers
{
    const string Place = "/operations/users";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAll).RequireAccess(Permission.ManageUsers);
        pages.MapGet(Place + "/{user:guid}", (Guid user, string? said, Visit visit, Caller caller, Inside inside) =>
            OneAsync(user, new Filled(), 200, Said(said, visit), visit, caller, inside))
            .RequireAccess(Permission.ManageUsers);
        Does("suspend", nameof(SuspendUser));
        Does("reinstate", nameof(ReinstateUser));
        Does("sign-out", nameof(EndUserSessions));
        Does("reset", nameof(ResetSecondStep));
        pages.MapPost(Place + "/{user:guid}/act", Act).RequireAccess(Permission.ActAsUser);
        pages.MapPost(Place + "/{user:guid}/roles", Give).RequireAccess(Permission.ManageRoles);
        pages.MapPost(Place + "/{user:guid}/roles/{role}/take", Take).RequireAccess(Permission.ManageRoles);

        void Does(string deed, string slice) => pages.MapPost(
            Place + "/{user:guid}/" + deed,
            (Guid user, [FromForm] IFormCollection sent, Visit visit, Caller caller, Inside inside) =>
                DoAsync(deed, slice, user, sent, visit, caller, inside)).RequireAccess(Permission.ManageUsers);
    }

    public static string PathOf(Guid user) => $"{Place}/{user}";

    static string? Said(string? said, Visit visit) =>
        said is not null && visit.Knows("users.said." + said) ? visit.Say("users.said." + said) : null;

    // An e-mail address goes before the other filters: whoever typed one looks for one person.
    static async Task<IResult> ShowAll(
        string? status, string? role, string? email, string? cursor, Visit visit, Caller caller, Inside inside)
    {
        var sought = email?.Trim();
        if (Guid.TryParse(sought, out var id)) return new SeeOther(visit.To(PathOf(id)));
        if (string.IsNullOrEmpty(sought)) sought = null;
        else (status, role) = (null, null);
        if (role is not null) status = null;
        var answer = await inside.CallAsync(
            nameof(ListUsers), new { status, role, email = sought, cursor, limit = 50 });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<UsersPage>(new
        {
            Found = answer.Read<Page<ListUsers.Listed>>(),
            Roles = await RolesAsync(caller, inside),
            Status = status,
            Role = role,
            Email = sought,
        });
    }

    static async Task<IReadOnlyList<ListRoles.Listed>> RolesAsync(Caller caller, Inside inside) =>
        caller.May(Permission.ManageRoles)
            ? (await inside.CallAsync(nameof(ListRoles))).Read<ListRoles.Answer>().Items
            : [.. Roles.All.Select(role => new ListRoles.Listed(
                role, null, null, true, [], role is Roles.Buyer or Roles.Seller ? null : 0))];

    static async Task<IResult> DoAsync(
        string deed, string slice, Guid user, IFormCollection sent, Visit visit, Caller caller, Inside inside)
    {
        var form = Filled.Of(sent, "why");
        form["at"] = deed;
        var answer = await inside.CallAsync(slice, new { user }, new { why = form["why"] });
        return await AfterAsync(user, form, answer, deed, visit, caller, inside);
    }

    static async Task<IResult> Act(
        Guid user, [FromForm] IFormCollection sent, HttpContext http, Visit visit, Caller caller, Inside inside)
    {
        var form = Filled.Of(sent, "why");
        form["at"] = "act";
        var answer = await inside.CallAsync(nameof(ActAsUser), new { user }, new { why = form["why"] });
        if (answer.Problem is not null) return await AfterAsync(user, form, answer, "act", visit, caller, inside);
        var begun = answer.Read<ActAsUser.Begun>();
        EnterAndLeave.KeepActing(http, begun.Token, begun.ExpiresAt - DateTimeOffset.UtcNow);
        return new SeeOther(visit.To("/account"));
    }

    static async Task<IResult> Give(
        Guid user, [FromForm] IFormCollection sent, Visit visit, Caller caller, Inside inside)
    {
        var form = Filled.Of(sent, "role", "why");
        form["at"] = "roles";
        var answer = await inside.CallAsync(
            nameof(GiveRole), new { user }, new { role = form["role"], why = form["why"] });
        return await AfterAsync(user, form, answer, "roles", visit, caller, inside);
    }

    static async Task<IResult> Take(Guid user, string role, Visit visit, Caller caller, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(TakeRole), new { user, role });
        return await AfterAsync(user, new Filled { ["at"] = "roles" }, answer, "roles", visit, caller, inside);
    }

    static async Task<IResult> AfterAsync(
        Guid user, Filled form, Inside.Answer answer, string said, Visit visit, Caller caller, Inside inside)
    {
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{PathOf(user)}?said={said}"));
        form.Take(problem, visit);
        return await OneAsync(user, form, answer.Status, null, visit, caller, inside);
    }

    static async Task<IResult> OneAsync(
        Guid user, Filled form, int status, string? said, Visit visit, Caller caller, Inside inside)
    {
        // Whoever may act as users need not look after them, but sees the file: the desk asks for both.
        var answer = await inside.CallAsync(nameof(GetUser), new { user });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<UserPage>(new
        {
            User = answer.Read<GetUser.UserFile>(),
            Roles = await RolesAsync(caller, inside),
            MayAudit = caller.May(Permission.ReadAudit),
            MayGive = caller.May(Permission.ManageRoles),
            Form = form,
            Said = said,
        })
        { StatusCode = status };
    }
}
