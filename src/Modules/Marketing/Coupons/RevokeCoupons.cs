using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Revokes the codes of a bundle that bought nothing yet; those that did stay as they are.</summary>
public static class RevokeCoupons
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/coupons/{coupons:guid}/revoke", Handle)
        .WithName(nameof(RevokeCoupons))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.CouponsNotFound);

    static async Task<Results<Ok<CouponBundle>, ProblemHttpResult>> Handle(
        Guid coupons, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var now = clock.GetUtcNow().UtcDateTime;
        if (await CouponBundle.FindAsync(tx, coupons) is not { } before) return Refusals.CouponsNotFound.AsProblem();
        if (before.RevokedAt is null)
        {
            var gone = await tx.OneAsync<int>(RevokeSql, new { tx.Region, coupons, now });
            tx.Audit("coupons", coupons, null, new { revoked = gone });
        }

        await tx.ExecuteAsync(NoteSql, new { coupons, now });
        return await tx.CommitAsync(TypedResults.Ok((await CouponBundle.FindAsync(tx, coupons))!));
    }

    // Locked in order of ids, as placing does.
    const string RevokeSql = """
        -- marketing.revoke-coupons.revoke
        with unused as (
            select id from marketing.coupon
            where region = @Region and coupons_id = @coupons and used = 0 and revoked_at is null
            order by id
            for update),
        gone as (
            update marketing.coupon c set revoked_at = @now from unused u
            where c.region = @Region and c.id = u.id
            returning 1)
        select count(*)::int from gone
        """;

    const string NoteSql = """
        -- marketing.revoke-coupons.note
        update marketing.coupons set revoked_at = coalesce(revoked_at, @now) where id = @coupons
        """;
}
