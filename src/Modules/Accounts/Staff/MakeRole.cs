using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>A role of the installation's own. Nobody puts into it what they may not do themselves.</summary>
public static class MakeRole
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/roles", HandleAsync)
        .WithName(nameof(MakeRole))
        .RequireAccess(Permission.ManageRoles)
        .Refuses(Refusals.RoleTaken, Refusals.TooManyRoles, Refusals.PermissionUnknown, Refusals.PermissionNotHeld)
        .WithExample(new Body("Night shift", "Looks after orders at night.", [Permission.ManageOrders]));

    /// <param name="About">What it is for.</param>
    public sealed record Body(
        [property: OneLine(60)] string Title,
        [property: OneLine(300, Optional = true)] string About,
        [property: MaxLength(50)] string[] Permissions);

    public static async Task<Results<Created<ListRoles.Listed>, ProblemHttpResult>> HandleAsync(
        Body body, Caller caller, Database db, CancellationToken stop)
    {
        if (body.Permissions.Except(Permission.All).Any()) return Refusals.PermissionUnknown.AsProblem();
        var (title, about, id) = (body.Title.Trim(), body.About.Trim(), Id.New());
        // Titles can be alike once only letters of addresses are left of them.
        var name = Slug.Unique(title, id);
        string[] permissions = [.. body.Permissions.Distinct().Order(StringComparer.Ordinal)];

        await using var tx = await db.WriteAsync(stop);
        // Whoever makes roles at the same time waits, and counts this one.
        await RoleBook.LockAsync(tx, Roles.Administrator);
        if (await RoleBook.RefuseAsync(tx, caller, permissions) is { } refusal) return refusal.AsProblem();
        if (await tx.OneAsync<long>(CountSql) >= RoleBook.Most) return Refusals.TooManyRoles.AsProblem();
        if (await tx.OneAsync<bool>(IsTakenSql, new { title, name })) return Refusals.RoleTaken.AsProblem();

        await tx.ExecuteAsync(MakeSql, new { name, title, about });
        await RoleBook.AllowAsync(tx, name, permissions);
        tx.Audit("role", name, null, new { title, about, permissions });
        return await tx.CommitAsync(TypedResults.Created(
            "/api/v1/admin/roles", new ListRoles.Listed(name, title, about, false, permissions, 0)));
    }

    const string CountSql = """
        -- accounts.make-role.count
        select count(*) from accounts.role
        """;

    internal const string IsTakenSql = """
        -- accounts.make-role.is-taken
        select exists (select from accounts.role where lower(title) = lower(@title) and name <> @name)
        """;

    const string MakeSql = """
        -- accounts.make-role.make
        insert into accounts.role (name, title, about, made_at) values (@name, @title, @about, now())
        """;
}
