using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Deletes a role of the installation's own that nobody has.</summary>
public static class DropRole
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/admin/roles/{role}", HandleAsync)
        .WithName(nameof(DropRole))
        .RequireAccess(Permission.ManageRoles)
        .Refuses(Refusals.RoleNotFound, Refusals.RoleFixed, Refusals.RoleHeld, Refusals.PermissionNotHeld);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        string role, Caller caller, Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        if (await RoleBook.LockAsync(tx, role) is not { } before) return Refusals.RoleNotFound.AsProblem();
        if (RoleBook.IsShipped(role)) return Refusals.RoleFixed.AsProblem();
        if (await RoleBook.RefuseAsync(tx, caller, before.Permissions) is { } refusal) return refusal.AsProblem();
        if (await tx.OneAsync<bool>(IsHeldSql, new { role })) return Refusals.RoleHeld.AsProblem();

        await RoleBook.AllowAsync(tx, role, []);
        await tx.ExecuteAsync(DropSql, new { role });
        tx.Audit("role", role, new { before.Title, before.About, before.Permissions }, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string IsHeldSql = """
        -- accounts.drop-role.is-held
        select exists (select from accounts.account_role where role = @role and role <> 'buyer')
            or exists (select from accounts.staff_invitation where @role = any(roles) and expires_at > now())
        """;

    const string DropSql = """
        -- accounts.drop-role.drop
        delete from accounts.role where name = @role
        """;
}
