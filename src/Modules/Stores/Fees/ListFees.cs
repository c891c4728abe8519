using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>The rules in force, in the order they are taken; those that ended, newest first.</summary>
public static class ListFees
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/fees", Handle)
        .WithName(nameof(ListFees))
        .RequireAccess(Permission.ManagePayments);

    public sealed record Answer(IReadOnlyList<FeeRule> InForce, IReadOnlyList<FeeRule> Ended);

    static async Task<Ok<Answer>> Handle(Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Answer(
            await session.ListAsync<FeeRule>(InForceSql, new { PutFee.Most }),
            await session.ListAsync<FeeRule>(EndedSql)));
    }

    const string InForceSql = $"""
        -- stores.list-fees.in-force
        select {FeeRule.Columns}
        from stores.fee
        where ended_at is null
        order by currency, position, id
        limit @Most
        """;

    const string EndedSql = $"""
        -- stores.list-fees.ended
        select {FeeRule.Columns}
        from stores.fee
        where ended_at is not null
        order by ended_at desc
        limit 100
        """;
}
