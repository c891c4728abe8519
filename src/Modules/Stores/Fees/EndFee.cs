using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>Ends a rule of what the platform takes, for orders placed from now on. Again, it changes nothing.</summary>
public static class EndFee
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/fees/{fee:guid}/end", Handle)
        .WithName(nameof(EndFee))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.FeeNotFound);

    static async Task<Results<Ok<FeeRule>, ProblemHttpResult>> Handle(
        Guid fee, Caller caller, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var ended = await tx.OneOrNullAsync<FeeRule>(
            EndSql, new { fee, caller.Account, now = clock.GetUtcNow().UtcDateTime });
        if (ended is null) return Refusals.FeeNotFound.AsProblem();
        tx.Audit("fee", fee, new { ended.Name, endedAt = (DateTime?)null }, new { ended.EndedAt });
        return await tx.CommitAsync(TypedResults.Ok(ended));
    }

    const string EndSql = $"""
        -- stores.end-fee.end
        update stores.fee
        set ended_at = coalesce(ended_at, @now), ended_by = coalesce(ended_by, @Account)
        where id = @fee
        returning {FeeRule.Columns}
        """;
}
