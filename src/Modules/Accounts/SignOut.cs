using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Ends the session the call came with; its token is worth nothing from then on.</summary>
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
        tx.Append(new AccessChanged(caller.Account!.Value));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string EndSql = """
        -- accounts.sign-out.end
        delete from accounts.session where id = @Session
        """;
}
