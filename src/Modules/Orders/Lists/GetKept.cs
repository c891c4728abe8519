using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>On which of the caller's lists some products are: what the hearts of a page ask.</summary>
public static class GetKept
{
    const int MostProducts = 50;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/me/kept", Handle)
        .WithName(nameof(GetKept))
        .RequireAccount();

    /// <param name="Items">One a product that is on a list; none of the others.</param>
    public sealed record Answer(IReadOnlyList<Kept> Items);

    public sealed record Kept(Guid Product, Guid[] Lists);

    /// <param name="product">Fifty at most.</param>
    static async Task<Ok<Answer>> Handle(
        [MaxLength(MostProducts)] Guid[] product, Caller caller, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Answer(await session.ListAsync<Kept>(
            OfSql, new { database.Region, caller.Account, product })));
    }

    const string OfSql = """
        -- orders.get-kept.of
        select i.product_id as product, array_agg(distinct l.id) as lists
        from orders.list l
        cross join lateral (
            select product_id
            from orders.list_item
            where region = l.region and list_id = l.id and product_id = any(@product)
            offset 0) i
        where l.region = @Region and l.account_id = @Account
        group by i.product_id
        """;
}
