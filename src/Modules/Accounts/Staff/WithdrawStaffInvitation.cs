using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Withdraws an invitation: its link is worth nothing from then on.</summary>
public static class WithdrawStaffInvitation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/admin/staff-invitations/{invitation:guid}", HandleAsync)
        .WithName(nameof(WithdrawStaffInvitation))
        .RequireAccess(Permission.ManageRoles)
        .Refuses(Refusals.StaffInvitationGone);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid invitation, Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        if (await tx.OneOrNullAsync<string[]>(WithdrawSql, new { invitation }) is not { } roles)
            return Refusals.StaffInvitationGone.AsProblem();
        tx.Audit("staff_invitation", invitation, new { roles }, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string WithdrawSql = """
        -- accounts.withdraw-staff-invitation.withdraw
        delete from accounts.staff_invitation where id = @invitation returning roles
        """;
}
