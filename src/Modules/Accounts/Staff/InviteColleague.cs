using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Invites somebody by letter to work here, with these roles: a link that works once, for a week, and for an account of
/// that address alone. A newer invitation of the same address takes the place of the older.
/// </summary>
public static class InviteColleague
{
    internal const int Most = 100;
    internal static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/staff-invitations", HandleAsync)
        .WithName(nameof(InviteColleague))
        .RequireAccess(Permission.ManageRoles)
        .Allows(perMinute: 12, burst: 30)
        .Refuses(Refusals.RoleNotFound, Refusals.RoleNotGiven, Refusals.PermissionNotHeld,
            Refusals.TooManyStaffInvitations)
        .WithExample(new Body("bruno.lima@example.com", [Roles.Moderator]));

    public sealed record Body([property: Email] string Email, [property: Length(1, 20)] string[] Roles);

    public sealed record Invited(Guid Id, DateTimeOffset ExpiresAt);

    public static async Task<Results<Created<Invited>, ProblemHttpResult>> HandleAsync(
        Body body, Caller caller, Visit visit, Database db, Vault vault, IPostOffice post, Links links,
        CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        var roles = await RoleBook.HoldAsync(tx, body.Roles);
        if (roles.Count < body.Roles.Distinct().Count()) return Refusals.RoleNotFound.AsProblem();
        if (roles.Any(role => RoleBook.IsEverybodys(role.Name))) return Refusals.RoleNotGiven.AsProblem();
        if (await RoleBook.RefuseAsync(tx, caller, roles.SelectMany(role => role.Permissions)) is { } refusal)
            return refusal.AsProblem();
        if (await tx.OneAsync<long>(CountSql) >= Most) return Refusals.TooManyStaffInvitations.AsProblem();

        var (token, email) = (Token.New(), body.Email.Trim());
        string[] names = [.. roles.Select(role => role.Name)];
        var made = await tx.OneAsync<Row>(InviteSql, new
        {
            id = Id.New(),
            email = vault.SealEmail(email),
            index = vault.IndexEmail(email),
            names,
            hash = Token.Hash(token),
            caller.Account,
            Life,
        });
        tx.Audit("staff_invitation", made.Id, null, new { roles = names });
        await post.PostAsync(tx, new Letter(email, visit.Locale, "staff-invitation", new Dictionary<string, string>
        {
            ["who"] = caller.Name ?? "",
            ["link"] = links.StaffInvitation(visit.Locale, token),
        }));
        return await tx.CommitAsync(TypedResults.Created(
            "/api/v1/admin/staff-invitations", new Invited(made.Id, made.ExpiresAt)));
    }

    sealed record Row(Guid Id, DateTime ExpiresAt);

    const string CountSql = """
        -- accounts.invite-colleague.count
        select count(*) from accounts.staff_invitation where expires_at > now()
        """;

    const string InviteSql = """
        -- accounts.invite-colleague.invite
        insert into accounts.staff_invitation (id, email_sealed, email_index, roles, token_hash, invited_by, expires_at)
        values (@id, @email, @index, @names, @hash, @Account, now() + @Life)
        on conflict (email_index) do update
            set id = excluded.id, email_sealed = excluded.email_sealed, roles = excluded.roles,
                token_hash = excluded.token_hash, invited_by = excluded.invited_by, created_at = now(),
                expires_at = excluded.expires_at
        returning id, expires_at
        """;
}
