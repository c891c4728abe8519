using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Lets somebody in again who was suspended; they are told.</summary>
public static class ReinstateUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/users/{user:guid}/reinstate", HandleAsync)
        .WithName(nameof(ReinstateUser))
        .RequireAccess(Permission.ManageUsers)
        .Refuses(Refusals.UserNotFound, Refusals.UserClosed, Refusals.UserNotSuspended, Refusals.NotOnYourself,
            Refusals.UserHoldsMore)
        .WithExample(new DeskReason("It was a mistake of ours."));

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid user, DeskReason body, Caller caller, Database db, Vault vault, IPostOffice post, Links links,
        CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        var (found, refusal) = await Standing.LockAsync(tx, user, caller);
        if (found is null) return refusal!.AsProblem();
        if (!found.IsSuspended) return Refusals.UserNotSuspended.AsProblem();

        await tx.ExecuteAsync(ReinstateSql, new { tx.Region, user });
        tx.Append(new AccessChanged(user));
        tx.Audit("user", user, new { suspended = true }, new { suspended = false }, body.Why);
        await Letters.TellAsync(
            tx, vault, post, user, "account-reinstated", ("why", _ => body.Why), ("link", links.SignIn));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string ReinstateSql = """
        -- accounts.reinstate-user.reinstate
        update accounts.account set suspended_at = null, suspended_why_sealed = null
        where region = @Region and id = @user
        """;
}
