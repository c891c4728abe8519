using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>The files that were made for the bank, newest first.</summary>
public static class ListPayoutFiles
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/payout-files", Handle)
        .WithName(nameof(ListPayoutFiles))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<PayoutFile>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<PayoutFile.Row>(
            ListSql, new { database.Region, before, limit = Cursor.Limit(limit) + 1 });
        return TypedResults.Ok(Cursor.Cut([.. rows.Select(row => row.File())], Cursor.Limit(limit), file => file.Id));
    }

    const string ListSql = $"""
        -- payments.list-payout-files.list
        select {PayoutFile.Columns}
        from payments.payout_file
        where region = @Region and id < @before
        order by id desc
        limit @limit
        """;
}
