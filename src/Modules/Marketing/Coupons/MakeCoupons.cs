using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Makes codes in bulk, each good once, of a promotion of the platform that is given by coupon alone.
/// </summary>
public static class MakeCoupons
{
    public const int Most = 100_000;

    const int MostOfOne = 1_000_000;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/coupons", Handle)
        .WithName(nameof(MakeCoupons))
        .RequireAccess(Permission.ManageCampaigns)
        .Allows(perMinute: 6, burst: 6)
        .Refuses(Refusals.CouponsOfNone, Refusals.TooManyCoupons)
        .WithExample(new Body(Guid.Empty, "For the spring letters", 10_000));

    public sealed record Body(
        [Required] Guid? Promotion, [Required, OneLine(80)] string Name, [Range(1, Most)] int Many);

    static async Task<Results<Created<CouponBundle>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var now = clock.GetUtcNow().UtcDateTime;
        var before = await tx.OneOrNullAsync<long?>(LockSql, new { tx.Region, body.Promotion, now });
        if (before is null) return Refusals.CouponsOfNone.AsProblem();
        if (before + body.Many > MostOfOne) return Refusals.TooManyCoupons.AsProblem();
        var bundle = Id.New();
        await tx.ExecuteAsync(AddSql, new { bundle, body.Promotion, body.Name, body.Many, caller.Account });
        await Copy.InAsync(tx, CopySql, Enumerable.Range(0, body.Many), _ =>
            [tx.Region, Id.New(), bundle, body.Promotion!.Value, CouponBook.NewCode()]);
        tx.Audit("coupons", bundle, null, new { body.Promotion, body.Name, body.Many });
        return await tx.CommitAsync(TypedResults.Created(
            "/api/v1/admin/coupons", (await CouponBundle.FindAsync(tx, bundle))!));
    }

    // Under its lock nobody ends it, and no two make too many.
    const string LockSql = """
        -- marketing.make-coupons.lock
        select (select coalesce(sum(made), 0)::bigint from marketing.coupons where promotion_id = p.id)
        from marketing.promotion p
        where p.region = @Region and p.id = @Promotion and p.owner_id = '00000000-0000-0000-0000-000000000000'
            and p.is_by_coupon and p.ended_at is null and p.until_at > @now
        for update
        """;

    const string AddSql = """
        -- marketing.make-coupons.add
        insert into marketing.coupons (id, promotion_id, name, made, made_by)
        values (@bundle, @Promotion, @Name, @Many, @Account)
        """;

    const string CopySql =
        "copy marketing.coupon (region, id, coupons_id, promotion_id, code) from stdin (format binary)";
}
