using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Staff use somebody's account in their place, to see what they see: for half an hour, with a reason, and its owner is
/// told afterwards. Nobody uses the account of who works here.
/// </summary>
public static class ActAsUser
{
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/users/{user:guid}/act", HandleAsync)
        .WithName(nameof(ActAsUser))
        .RequireAccess(Permission.ActAsUser)
        .Refuses(Refusals.UserNotFound, Refusals.UserClosed, Refusals.UserSuspended, Refusals.NotOnYourself,
            Refusals.UserIsStaff)
        .WithExample(new DeskReason("You wrote that your cart shows a wrong price."));

    /// <param name="Token">Bearer of a session of its own; it is done with at the sign-out.</param>
    public sealed record Begun(string Token, DateTimeOffset ExpiresAt);

    public static async Task<Results<Ok<Begun>, ProblemHttpResult>> HandleAsync(
        Guid user, DeskReason body, Caller caller, Visit visit, Database db, Vault vault, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        // Before the lock: a right given to the user meanwhile ends the session, whichever came first.
        var isStaff = (await Standing.OfAsync(tx, user)).Count > 0;
        var (found, refusal) = await Standing.LockAsync(tx, user, caller);
        if (isStaff && user != caller.Account) return Standing.Denied(Refusals.UserIsStaff).AsProblem();
        if (found is null) return refusal!.AsProblem();
        if (found.IsSuspended) return Refusals.UserSuspended.AsProblem();

        var id = Id.New();
        var opened = await Sessions.OpenActedAsync(tx, id, user, visit, Life, caller);
        await Acting.BeginAsync(tx, vault, id, user, caller.Account!.Value, body.Why, opened.ExpiresAt);
        tx.Audit("user", user, null, new { actedUntil = opened.ExpiresAt }, body.Why);
        return await tx.CommitAsync(TypedResults.Ok(new Begun(opened.Token, opened.ExpiresAt)));
    }
}
