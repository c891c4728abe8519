using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Who is invited to work here and did not answer yet, newest first; all of them, for they are few.</summary>
public static class ListStaffInvitations
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/staff-invitations", HandleAsync)
        .WithName(nameof(ListStaffInvitations))
        .RequireAccess(Permission.ManageRoles);

    public sealed record Listed(
        Guid Id, string Email, IReadOnlyList<string> Roles, Guid InvitedBy, DateTimeOffset CreatedAt,
        DateTimeOffset ExpiresAt);

    public sealed record Answer(IReadOnlyList<Listed> Items);

    public static async Task<Ok<Answer>> HandleAsync(Database db, Vault vault, CancellationToken stop)
    {
        await using var session = await db.ReadAsync(stop);
        var rows = await session.ListAsync<Row>(ListSql, new { InviteColleague.Most });
        return TypedResults.Ok(new Answer([.. rows.Select(row => new Listed(
            row.Id, vault.OpenEmail(row.EmailSealed), row.Roles, row.InvitedBy, row.CreatedAt, row.ExpiresAt))]));
    }

    sealed record Row(
        Guid Id, byte[] EmailSealed, string[] Roles, Guid InvitedBy, DateTime CreatedAt, DateTime ExpiresAt);

    const string ListSql = """
        -- accounts.list-staff-invitations.list
        select id, email_sealed, roles, invited_by, created_at, expires_at
        from accounts.staff_invitation
        where expires_at > now()
        order by id desc
        limit @Most
        """;
}
