using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>Disputes of one status, newest first.</summary>
public static class ListDisputes
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/disputes", Handle)
        .WithName(nameof(ListDisputes))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="status">needs_response, where nothing is asked for.</param>
    static async Task<Results<Ok<Page<Dispute>>, ProblemHttpResult>> Handle(
        string? status, int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        return TypedResults.Ok(Cursor.Cut(
            await ReadAsync(database, status, before, Cursor.Limit(limit) + 1, stop), Cursor.Limit(limit),
            dispute => dispute.Id));
    }

    internal static async Task<IReadOnlyList<Dispute>> ReadAsync(
        Database database, string? status, Guid before, int limit, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<Dispute.Row>(
            ListSql, new { database.Region, status = status ?? Dispute.NeedsResponse, before, limit });
        return [.. rows.Select(row => row.Dispute())];
    }

    const string ListSql = $"""
        -- payments.list-disputes.list
        select {Dispute.Columns}
        from payments.dispute d
        join payments.payment p on p.region = d.region and p.id = d.payment_id
        where d.region = @Region and d.status = @status and d.id < @before
        order by d.id desc
        limit @limit
        """;
}
