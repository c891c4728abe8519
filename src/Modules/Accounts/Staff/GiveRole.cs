using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Gives somebody a role; nothing happens where they have it. Nobody gives a role that allows what they may not do
/// themselves.
/// </summary>
public static class GiveRole
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/users/{user:guid}/roles", HandleAsync)
        .WithName(nameof(GiveRole))
        .RequireAccess(Permission.ManageRoles)
        .Refuses(Refusals.UserNotFound, Refusals.UserClosed, Refusals.RoleNotFound, Refusals.RoleNotGiven,
            Refusals.PermissionNotHeld)
        .WithExample(new Body(Roles.Moderator, "Joins the team."));

    public sealed record Body(
        [property: Length(1, 100)] string Role,
        [property: PlainText(1000, Optional = true)] string? Why);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid user, Body body, Caller caller, Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        if (await RoleBook.HoldAsync(tx, [body.Role]) is not [var role]) return Refusals.RoleNotFound.AsProblem();
        if (RoleBook.IsEverybodys(role.Name)) return Refusals.RoleNotGiven.AsProblem();
        var status = await tx.OneOrNullAsync<string>(StatusSql, new { tx.Region, user });
        if (status is null) return Refusals.UserNotFound.AsProblem();
        if (status == "closed") return Refusals.UserClosed.AsProblem();
        if (await RoleBook.RefuseAsync(tx, caller, role.Permissions) is { } refusal) return refusal.AsProblem();

        await Roles.GiveAsync(tx, user, role.Name);
        tx.Audit("user", user, null, new { role = role.Name }, body.Why);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string StatusSql = """
        -- accounts.give-role.status
        select status from accounts.account
        where region = @Region and id = @user
        for no key update
        """;
}
