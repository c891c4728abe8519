using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Takes a role from somebody, at once; the last administrator keeps theirs.</summary>
public static class TakeRole
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/admin/users/{user:guid}/roles/{role}", HandleAsync)
        .WithName(nameof(TakeRole))
        .RequireAccess(Permission.ManageRoles)
        .Refuses(Refusals.RoleNotFound, Refusals.RoleNotGiven, Refusals.LastAdministrator, Refusals.PermissionNotHeld);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid user, string role, Caller caller, Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        if (RoleBook.IsEverybodys(role)) return Refusals.RoleNotGiven.AsProblem();
        var last = role == Roles.Administrator ? await Administrators.RefuseWithoutAsync(tx, user) : null;
        if (await RoleBook.HoldAsync(tx, [role]) is not [var taken]) return Refusals.RoleNotFound.AsProblem();
        if (await RoleBook.RefuseAsync(tx, caller, taken.Permissions) is { } refusal) return refusal.AsProblem();
        if (last is not null) return last.AsProblem();
        if (await tx.ExecuteAsync(TakeSql, new { tx.Region, user, role }) == 0)
            return Refusals.RoleNotFound.AsProblem();

        tx.Append(new AccessChanged(user));
        tx.Audit("user", user, new { role }, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string TakeSql = """
        -- accounts.take-role.take
        delete from accounts.account_role where region = @Region and account_id = @user and role = @role
        """;
}
