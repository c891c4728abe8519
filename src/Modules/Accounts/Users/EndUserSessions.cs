using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Signs somebody out everywhere, at once; they are told.</summary>
public static class EndUserSessions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/users/{user:guid}/sessions/end", HandleAsync)
        .WithName(nameof(EndUserSessions))
        .RequireAccess(Permission.ManageUsers)
        .Refuses(Refusals.UserNotFound, Refusals.UserClosed, Refusals.NotOnYourself, Refusals.UserHoldsMore)
        .WithExample(new DeskReason("You told us that your phone was stolen."));

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid user, DeskReason body, Caller caller, Database db, Vault vault, IPostOffice post, Links links,
        CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        var (found, refusal) = await Standing.LockAsync(tx, user, caller);
        if (found is null) return refusal!.AsProblem();

        var open = await tx.OneAsync<long>(CountSql, new { user });
        await Sessions.EndAllAsync(tx, user);
        tx.Audit("user", user, new { sessions = open }, new { sessions = 0 }, body.Why);
        await Letters.TellAsync(
            tx, vault, post, user, "sessions-ended", ("why", _ => body.Why), ("link", links.SignIn));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string CountSql = """
        -- accounts.end-user-sessions.count
        select count(*) from accounts.session where account_id = @user
        """;
}
