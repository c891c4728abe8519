using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Changes what a role allows, and what one of the installation's own is called. It holds from that moment for
/// everybody who has it. Nobody adds or takes away what they may not do themselves; the administrator keeps all of it.
/// </summary>
public static class PutRole
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/admin/roles/{role}", HandleAsync)
        .WithName(nameof(PutRole))
        .RequireAccess(Permission.ManageRoles)
        .Refuses(Refusals.RoleNotFound, Refusals.RoleFixed, Refusals.RoleTaken, Refusals.PermissionUnknown,
            Refusals.PermissionNotHeld)
        .WithExample(new Body("Night shift", "Looks after orders at night.", [Permission.ManageOrders]));

    /// <param name="Title">Of a role that came with Feria, it is not asked for.</param>
    public sealed record Body(
        [property: OneLine(60)] string? Title,
        [property: OneLine(300, Optional = true)] string? About,
        [property: MaxLength(50)] string[] Permissions);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        string role, Body body, Caller caller, Database db, CancellationToken stop)
    {
        if (body.Permissions.Except(Permission.All).Any()) return Refusals.PermissionUnknown.AsProblem();
        string[] permissions = [.. body.Permissions.Distinct().Order(StringComparer.Ordinal)];

        await using var tx = await db.WriteAsync(stop);
        if (await RoleBook.LockAsync(tx, role) is not { } before) return Refusals.RoleNotFound.AsProblem();
        if (role == Roles.Administrator || RoleBook.IsEverybodys(role)) return Refusals.RoleFixed.AsProblem();
        var changed = permissions.Except(before.Permissions).Concat(before.Permissions.Except(permissions));
        if (await RoleBook.RefuseAsync(tx, caller, changed) is { } refusal) return refusal.AsProblem();
        var (title, about) = RoleBook.IsShipped(role)
            ? (before.Title, before.About)
            : (body.Title?.Trim() ?? before.Title, body.About?.Trim() ?? before.About);
        if (title != before.Title && await tx.OneAsync<bool>(MakeRole.IsTakenSql, new { title, name = role }))
            return Refusals.RoleTaken.AsProblem();

        await tx.ExecuteAsync(PutSql, new { role, title, about });
        await RoleBook.AllowAsync(tx, role, permissions);
        tx.Audit("role", role, new { before.Title, before.About, before.Permissions },
            new { title, about, permissions });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string PutSql = """
        -- accounts.put-role.put
        update accounts.role set title = @title, about = @about where name = @role
        """;
}
