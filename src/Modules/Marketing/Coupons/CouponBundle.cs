namespace Feria.Marketing;

/// <summary>Codes that were made together.</summary>
/// <param name="Promotion">What they give.</param>
/// <param name="Given">Those a campaign wrote to somebody.</param>
/// <param name="Used">Those that bought something.</param>
public sealed record CouponBundle(
    Guid Id, Guid Promotion, string PromotionName, string Name, int Made, int Given, int Used, DateTime MadeAt,
    DateTime Until, DateTime? RevokedAt)
{
    internal static Task<CouponBundle?> FindAsync(Session session, Guid bundle) =>
        session.OneOrNullAsync<CouponBundle>(FindSql, new { bundle });

    internal static Task<IReadOnlyList<CouponBundle>> ListAsync(Session session, Guid before, int limit) =>
        session.ListAsync<CouponBundle>(ListSql, new { before, limit });

    const string Columns = """
        b.id, b.promotion_id as promotion, p.name as promotion_name, b.name, b.made, (
                select count(*)::int from marketing.coupon c where c.coupons_id = b.id and c.given_to is not null)
                as given, (
                select count(*)::int from marketing.coupon c where c.coupons_id = b.id and c.used = 1) as used,
            b.made_at, p.until_at as until, b.revoked_at
        """;

    // Found by id alone, promotions of a region are in one place.
    const string FindSql = $"""
        -- marketing.coupon-bundle.find
        select {Columns}
        from marketing.coupons b
        join marketing.promotion p on p.id = b.promotion_id
        where b.id = @bundle
        """;

    const string ListSql = $"""
        -- marketing.coupon-bundle.list
        select {Columns}
        from marketing.coupons b
        join marketing.promotion p on p.id = b.promotion_id
        where b.id < @before
        order by b.id desc
        limit @limit
        """;
}
