using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Keeps somebody out: they can sign in nowhere, every session ends at once, and they are told why. Their stores go on;
/// who looks after stores decides about those.
/// </summary>
public static class SuspendUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/users/{user:guid}/suspend", HandleAsync)
        .WithName(nameof(SuspendUser))
        .RequireAccess(Permission.ManageUsers)
        .Refuses(Refusals.UserNotFound, Refusals.UserClosed, Refusals.UserSuspended, Refusals.NotOnYourself,
            Refusals.UserHoldsMore, Refusals.LastAdministrator)
        .WithExample(new DeskReason("Several buyers never got what they paid for outside of Feria."));

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid user, DeskReason body, Caller caller, Database db, Vault vault, IPostOffice post, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        var last = await Administrators.RefuseWithoutAsync(tx, user);
        var (found, refusal) = await Standing.LockAsync(tx, user, caller);
        if (found is null) return refusal!.AsProblem();
        if (found.IsSuspended) return Refusals.UserSuspended.AsProblem();
        if (last is not null) return last.AsProblem();

        await tx.ExecuteAsync(SuspendSql, new { tx.Region, user, why = vault.SealReason(body.Why) });
        await Sessions.EndAllAsync(tx, user);
        tx.Audit("user", user, new { suspended = false }, new { suspended = true }, body.Why);
        await Letters.TellAsync(tx, vault, post, user, "account-suspended", ("why", _ => body.Why));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string SuspendSql = """
        -- accounts.suspend-user.suspend
        update accounts.account set suspended_at = now(), suspended_why_sealed = @why
        where region = @Region and id = @user
        """;
}
