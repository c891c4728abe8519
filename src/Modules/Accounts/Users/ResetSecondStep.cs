using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Takes away the second step of somebody who lost their app and their recovery codes, and signs them out everywhere;
/// they are told.
/// </summary>
public static class ResetSecondStep
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/users/{user:guid}/second-step/reset", HandleAsync)
        .WithName(nameof(ResetSecondStep))
        .RequireAccess(Permission.ManageUsers)
        .Refuses(Refusals.UserNotFound, Refusals.UserClosed, Refusals.NotOnYourself, Refusals.UserHoldsMore,
            Refusals.UserHasNoSecondStep)
        .WithExample(new DeskReason("You called us and told us the numbers of your last three orders."));

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid user, DeskReason body, Caller caller, Database db, Vault vault, IPostOffice post, Links links,
        CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        var (found, refusal) = await Standing.LockAsync(tx, user, caller);
        if (found is null) return refusal!.AsProblem();
        if (!await SecondStep.EndAsync(tx, user)) return Refusals.UserHasNoSecondStep.AsProblem();

        await Sessions.EndAllAsync(tx, user);
        tx.Audit("user", user, new { secondStep = true }, new { secondStep = false }, body.Why);
        await Letters.TellAsync(
            tx, vault, post, user, "second-step-reset", ("why", _ => body.Why), ("link", links.ForgotPassword));
        return await tx.CommitAsync(TypedResults.NoContent());
    }
}
