using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Takes a product off all lists of the caller: what a full heart does. Done again, nothing happens.</summary>
public static class ForgetProduct
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/me/kept/products/{product:guid}", Handle)
        .WithName(nameof(ForgetProduct))
        .RequireAccount();

    static async Task<NoContent> Handle(Guid product, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(ForgetSql, new { tx.Region, caller.Account, product });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string ForgetSql = """
        -- orders.forget-product.forget
        with held as materialized (
            select id from orders.list
            where region = @Region and account_id = @Account
            order by id
            for update)
        delete from orders.list_item i
        using held h
        where i.region = @Region and i.list_id = h.id and i.product_id = @product
        """;
}
