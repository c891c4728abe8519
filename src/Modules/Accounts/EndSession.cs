using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Signs out one of the account's sessions, from any other.</summary>
public static class EndSession
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/me/sessions/{id:guid}", HandleAsync)
        .WithName(nameof(EndSession))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.SessionNotFound);

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        if (await tx.ExecuteAsync(EndSql, new { id, caller.Account }) == 0) return Refusals.SessionNotFound.AsProblem();
        tx.Append(new AccessChanged(caller.Account!.Value));
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string EndSql = """
        -- accounts.end-session.end
        delete from accounts.session where id = @id and account_id = @Account
        """;
}
