using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.FlashSales;

/// <summary>
/// Lets nobody in any more. Turns that were given are honoured; once nobody holds anything, what is left goes back to
/// the shelf. Stopping again changes nothing.
/// </summary>
public static class StopFlashSale
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/flash-sales/{sale:guid}/stop", Handle)
        .WithName(nameof(StopFlashSale))
        .RequireAccess(Permission.ManageFlashSales)
        .Refuses(Refusals.FlashSaleNotFound);

    public static async Task<Results<Ok<FlashSaleStanding>, ProblemHttpResult>> Handle(
        Guid sale, Database database, IOfferBook offers, Lines lines, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(StopSql, new { tx.Region, sale });
        if (await FlashSaleStanding.FindAsync(tx, tx.Region, offers, sale) is not { } found)
            return Refusals.FlashSaleNotFound.AsProblem();
        tx.Append(new FlashSaleChanged(sale));
        tx.Audit("flash_sale", sale, new { stopped = false }, new { stopped = true });
        var answer = TypedResults.Ok(found);
        await tx.CommitAsync(answer);
        lines.Forget(sale);
        return answer;
    }

    const string StopSql = """
        -- flashsales.stop-flash-sale.stop
        update flashsales.sale set stopped_at = clock_timestamp()
        where region = @Region and id = @sale and stopped_at is null and closed_at is null
        """;
}
