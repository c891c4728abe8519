using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Recommendations;

/// <summary>The products the caller looked at last, newest first; empty for a visitor we do not know.</summary>
public static class GetRecentlyViewed
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/recently-viewed", Handle)
        .WithName(nameof(GetRecentlyViewed))
        .AllowAnyone();

    public static async Task<Ok<Page<ProductCard>>> Handle(
        [Range(1, Cursor.MaxLimit)] int? limit, Caller caller, Database db, ProductCards cards, CancellationToken stop)
    {
        if (caller is { Account: null, Guest: null }) return TypedResults.Ok(new Page<ProductCard>([], null));
        await using var read = await db.ReadAsync(stop);
        var sql = caller.Account is null ? OfVisitorSql : OfAccountSql;
        var ids = await read.ListAsync<Guid>(sql, new { caller.Account, caller.Guest, limit = Cursor.Limit(limit) });
        return TypedResults.Ok(new Page<ProductCard>(await cards.OfAsync(read, ids), null));
    }

    // The last 300 views bound the work however long somebody has been with us.
    const string OfAccountSql = """
        -- recommendations.get-recently-viewed.of-account
        select product_id
        from (
            select product_id, at
            from recommendations.behaviour
            where account_id = @Account and kind = 'view' and product_id is not null
            order by at desc
            limit 300) last
        group by product_id
        order by max(at) desc
        limit @limit
        """;

    const string OfVisitorSql = """
        -- recommendations.get-recently-viewed.of-visitor
        select product_id
        from (
            select product_id, at
            from recommendations.behaviour
            where visitor = @Guest and kind = 'view' and product_id is not null
            order by at desc
            limit 300) last
        group by product_id
        order by max(at) desc
        limit @limit
        """;
}
