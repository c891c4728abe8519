using System.Runtime.CompilerServices;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>The codes of a bundle for a spreadsheet, a row a code.</summary>
public static class ExportCoupons
{
    const int AtOnce = 1_000;

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
            : Csv.Answer($"coupons-{coupons:N}.csv", ["code", "state"], RowsAsync(database, coupons, stop));
    }

    // No session is held while somebody reads slowly.
    static async IAsyncEnumerable<IEnumerable<string>> RowsAsync(
        Database database, Guid coupons, [EnumeratorCancellation] CancellationToken stop)
    {
        for (var after = Guid.Empty; ;)
        {
            IReadOnlyList<Row> rows;
            await using (var session = await database.ReadFreshAsync(stop))
                rows = await session.ListAsync<Row>(ListSql, new { database.Region, coupons, after, AtOnce });
            foreach (var row in rows) yield return [row.Code, row.State];
            if (rows.Count < AtOnce) yield break;
            after = rows[^1].Id;
        }
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
        limit @AtOnce
        """;
}
