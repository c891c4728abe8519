using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Ends the session the call came with; its token is worth nothing from then on. Staff who used somebody's account are
/// done with it, and its owner is told.
/// </summary>
public static class SignOut
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/sessions/current", HandleAsync)
        .WithName(nameof(SignOut))
        .RequireAccount();

    public static async Task<NoContent> HandleAsync(Caller caller, Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await tx.ExecuteAsync(EndSql, new { caller.Session });
        if (caller.ActedBy is not null) await Acting.EndAsync(tx, caller.Session!.Value);
        tx.Append(new AccessChanged(caller.Account!.Value));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string EndSql = """
        -- accounts.sign-out.end
        delete from accounts.session where id = @Session
        """;
}
