using Feria.Accounts;
using Feria.Contracts;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Visit = Feria.Storefront.Visit;

namespace Feria.BackOffice;

/// <summary>Roles for those who manage them: what each allows, new ones, and who is invited to work here.</summary>
static class ShowRoles
{
    const string Place = "/operations/roles";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (string? said, Visit visit, Caller caller, Inside inside) =>
            AllAsync(new Filled(), 200, Said(said, visit), caller, inside)).RequireAccess(Permission.ManageRoles);
        pages.MapPost(Place, Make).RequireAccess(Permission.ManageRoles);
        pages.MapPost(Place + "/invitations", Invite).RequireAccess(Permission.ManageRoles);
        pages.MapPost(Place + "/invitations/{invitation:guid}/withdraw", Withdraw)
            .RequireAccess(Permission.ManageRoles);
        pages.MapGet(Place + "/{role}", (string role, string? said, Visit visit, Caller caller, Inside inside) =>
            OneAsync(role, null, 200, Said(said, visit), caller, inside)).RequireAccess(Permission.ManageRoles);
        pages.MapPost(Place + "/{role}", Change).RequireAccess(Permission.ManageRoles);
        pages.MapPost(Place + "/{role}/delete", Drop).RequireAccess(Permission.ManageRoles);
    }

    public static string PathOf(string role) => $"{Place}/{role}";

    static string? Said(string? said, Visit visit) =>
        said is not null && visit.Knows("roles.said." + said) ? visit.Say("roles.said." + said) : null;

    static async Task<IResult> Make([FromForm] IFormCollection sent, Visit visit, Caller caller, Inside inside)
    {
        var form = Filled.Of(sent, "title", "about");
        form["at"] = "make";
        var answer = await inside.CallAsync(
            nameof(MakeRole), body: new { title = form["title"], about = form["about"], permissions = Chosen(sent) });
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(PathOf(answer.Read<ListRoles.Listed>().Name) + "?said=made"));
        form.Take(problem, visit);
        return await AllAsync(form, answer.Status, null, caller, inside, Chosen(sent));
    }

    static async Task<IResult> Invite([FromForm] IFormCollection sent, Visit visit, Caller caller, Inside inside)
    {
        var form = Filled.Of(sent, "email");
        form["at"] = "invite";
        string[] roles = [.. sent["roles"].OfType<string>()];
        var answer = await inside.CallAsync(nameof(InviteColleague), body: new { email = form["email"], roles });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place + "?said=invited"));
        form.Take(problem, visit);
        return await AllAsync(form, answer.Status, null, caller, inside, roles);
    }

    static async Task<IResult> Withdraw(Guid invitation, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(WithdrawStaffInvitation), new { invitation });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To(Place + "?said=withdrawn"));
    }

    static async Task<IResult> Change(
        string role, [FromForm] IFormCollection sent, Visit visit, Caller caller, Inside inside)
    {
        var form = Filled.Of(sent, "title", "about");
        var answer = await inside.CallAsync(nameof(PutRole), new { role }, new
        {
            title = sent.ContainsKey("title") ? form["title"] : null,
            about = sent.ContainsKey("about") ? form["about"] : null,
            permissions = Chosen(sent),
        });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(role) + "?said=changed"));
        form.Take(problem, visit);
        return await OneAsync(role, form, answer.Status, null, caller, inside, Chosen(sent));
    }

    static async Task<IResult> Drop(string role, Visit visit, Caller caller, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(DropRole), new { role });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place + "?said=dropped"));
        return await OneAsync(
            role, new Filled { Problem = visit.Refused(problem.Code, problem.Title) }, answer.Status, null, caller,
            inside);
    }

    static string[] Chosen(IFormCollection sent) => [.. sent["permissions"].OfType<string>()];

    static async Task<IResult> AllAsync(
        Filled form, int status, string? said, Caller caller, Inside inside, IReadOnlyList<string>? chosen = null)
    {
        var roles = await inside.CallAsync(nameof(ListRoles));
        if (roles.Problem is { } problem) return problem.AsProblem();
        var invitations = await inside.CallAsync(nameof(ListStaffInvitations));
        return new RazorComponentResult<RolesPage>(new
        {
            Found = roles.Read<ListRoles.Answer>(),
            Invited = invitations.Read<ListStaffInvitations.Answer>().Items,
            Held = caller.Permissions,
            Form = form,
            Chosen = chosen ?? [],
            Said = said,
        })
        { StatusCode = status };
    }

    static async Task<IResult> OneAsync(
        string role, Filled? form, int status, string? said, Caller caller, Inside inside,
        IReadOnlyList<string>? chosen = null)
    {
        var roles = await inside.CallAsync(nameof(ListRoles));
        if (roles.Problem is { } problem) return problem.AsProblem();
        var found = roles.Read<ListRoles.Answer>();
        if (found.Items.FirstOrDefault(one => one.Name == role) is not { } shown)
            return Refusals.RoleNotFound.AsProblem();
        form ??= new Filled();
        if (form.ValueOf("title") is null) (form["title"], form["about"]) = (shown.Title, shown.About);
        return new RazorComponentResult<RolePage>(new
        {
            Role = shown,
            found.Permissions,
            Held = caller.Permissions,
            Form = form,
            Chosen = chosen ?? shown.Permissions,
            Said = said,
        })
        { StatusCode = status };
    }
}
