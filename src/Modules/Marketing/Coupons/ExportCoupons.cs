using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>The codes of a bundle for a spreadsheet, a row a code.</summary>
public static class ExportCoupons
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/coupons/{coupons:guid}/codes.csv", Handle)
        .WithName(nameof(ExportCoupons))
        .RequireAccess(Permission.ManageCampaigns)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .Refuses(Refusals.CouponsNotFound);

    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Guid coupons, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await CouponBundle.FindAsync(session, coupons) is null
            ? Refusals.CouponsNotFound.AsProblem()
            : Csv.Answer(
                $"coupons-{coupons:N}.csv", ["code", "state"],
                Csv.AllAsync<Row>((last, limit) => ReadAsync(database, coupons, last?.Id ?? Guid.Empty, limit, stop)),
                row => [row.Code, row.State]);
    }

    static async Task<IReadOnlyList<Row>> ReadAsync(
        Database database, Guid coupons, Guid after, int limit, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.ListAsync<Row>(ListSql, new { database.Region, coupons, after, limit });
    }

    sealed record Row(Guid Id, string Code, string State);

    const string ListSql = """
        -- marketing.export-coupons.list
        select id, code,
            case when used = 1 then 'used' when revoked_at is not null then 'revoked'
                when given_to is not null then 'given' else 'free' end as state
        from marketing.coupon
        where region = @Region and coupons_id = @coupons and id > @after
        order by id
        limit @limit
        """;
}
