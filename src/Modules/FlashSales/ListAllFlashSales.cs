using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.FlashSales;

/// <summary>Every flash sale there is or was, the newest first, for those who run them.</summary>
public static class ListAllFlashSales
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/flash-sales", Handle)
        .WithName(nameof(ListAllFlashSales))
        .RequireAccess(Permission.ManageFlashSales)
        .Refuses(KernelRefusals.MalformedCursor);

    public sealed record Listed(
        Guid Id, string Slug, string Name, Guid Offer, int Units, Money Price, bool HasLine, string Phase,
        DateTime OpensAt, DateTime StartsAt, DateTime EndsAt, string? ClosedWhy);

    public static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, TimeProvider clock, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        var rows = await session.ListAsync<Sale>(
            ListSql, new { database.Region, before, limit = Cursor.Limit(limit) + 1 });
        var now = clock.GetUtcNow().UtcDateTime;
        return TypedResults.Ok(Cursor.Cut(
            [.. rows.Select(sale => new Listed(
                sale.Id, sale.Slug, sale.Name, sale.Offer, sale.Units, sale.Price, sale.HasLine, sale.Phase(now),
                sale.OpensAt, sale.StartsAt, sale.LastCall, sale.ClosedWhy))],
            Cursor.Limit(limit), sale => sale.Id));
    }

    const string ListSql = $"""
        -- flashsales.list-all-flash-sales.list
        select {Sale.Columns}
        from flashsales.sale
        where region = @Region and id < @before
        order by id desc
        limit @limit
        """;
}
