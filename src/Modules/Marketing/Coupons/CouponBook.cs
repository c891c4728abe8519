using System.Security.Cryptography;
using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>What is counted, under its lock.</summary>
sealed record Counted(Guid Id, int Used, DateTime? EndedAt);

/// <summary>
/// Codes in bulk: gives them to those who are told, and finds what they are good for. In a cart a coupon is a promotion
/// of its own, by its own id, that may be used once; coupons are locked after promotions, in order of id.
/// </summary>
sealed class CouponBook
{
    /// <summary>Letters and figures nobody takes for one another: 59 bits in twelve of them.</summary>
    public const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    public const int Length = 12;

    public static string NewCode() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>How many may be given still, counted to a limit.</summary>
    public Task<int> FreeAsync(Tx tx, Guid bundle, int limit) =>
        tx.OneAsync<int>(FreeSql, new { tx.Region, bundle, limit });

    /// <summary>Gives each of the accounts one; their number is what was free, or less.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> GiveAsync(Tx tx, Guid bundle, IReadOnlyList<Guid> accounts) =>
        (await tx.ListAsync<Given>(GiveSql, new { tx.Region, bundle, accounts = accounts.ToArray() }))
            .ToDictionary(one => one.Account, one => one.Code);

    /// <summary>What these codes give, each as a promotion of its own; none where none of them is a coupon.</summary>
    public async Task<IEnumerable<Promotion>> OfCouponsAsync(
        Session session, string region, string[] codes, IReadOnlyList<Basket> baskets)
    {
        if (codes.Length == 0) return [];
        var found = await session.ListAsync<Found>(FindSql, new { region, codes });
        if (found.Count == 0) return [];
        var terms = (await session.ListAsync<PromotionRow>(TermsSql, new
        {
            region,
            ids = found.Select(one => one.PromotionId).Distinct().ToArray(),
            products = baskets.SelectMany(basket => basket.Lines).Select(line => line.Product).Distinct().ToArray(),
        })).ToDictionary(row => row.Id, row => row.Promotion());
        return found.Select(one => terms[one.PromotionId] with
        {
            Id = one.Id, Code = one.Code, UseLimit = 1, Used = one.Used,
            EndedAt = terms[one.PromotionId].EndedAt ?? one.RevokedAt,
        });
    }

    public Task<IReadOnlyList<Counted>> LockAsync(Tx tx, Guid[] ids) =>
        tx.ListAsync<Counted>(LockSql, new { tx.Region, ids });

    public Task<IReadOnlyList<Counted>> LockUsedAsync(Tx tx, Guid[] checkouts, Guid[]? promotions) =>
        tx.ListAsync<Counted>(LockUsedSql, new { tx.Region, checkouts, promotions });

    /// <summary>Those a checkout gave back, with how often they are used now, locked.</summary>
    public Task<IReadOnlyList<Counted>> LockGivenAsync(Tx tx, Guid checkout) =>
        tx.ListAsync<Counted>(LockGivenSql, new { tx.Region, checkout });

    sealed record Found(Guid Id, Guid PromotionId, string Code, short Used, DateTime? RevokedAt);

    sealed record Given(Guid Account, string Code);

    const string FindSql = """
        -- marketing.coupon-book.find
        select id, promotion_id, code, used, revoked_at
        from marketing.coupon
        where region = @region and code = any(@codes)
        order by id
        """;

    const string TermsSql = $"""
        -- marketing.coupon-book.terms
        select {PromotionRow.Columns},
            array(
                select s.store_id from marketing.promotion_store s
                where s.region = p.region and s.promotion_id = p.id) as stores,
            array(
                select g.product_id from marketing.promotion_product g
                where g.region = p.region and g.promotion_id = p.id and g.product_id = any(@products)) as products
        from marketing.promotion p
        where p.region = @region and p.id = any(@ids)
        """;

    // Revoked and ended with its promotion are the same to who pays with it.
    const string LockSql = """
        -- marketing.coupon-book.lock
        select c.id, c.used::int as used, coalesce(p.ended_at, c.revoked_at) as ended_at
        from (select distinct id from unnest(@ids::uuid[]) as n(id) order by id) n
        cross join lateral (
            select id, promotion_id, used, revoked_at from marketing.coupon
            where region = @Region and id = n.id
            for update) c
        join marketing.promotion p on p.region = @Region and p.id = c.promotion_id
        """;

    const string LockUsedSql = """
        -- marketing.coupon-book.lock-used
        select c.id, c.used::int as used, c.revoked_at as ended_at
        from (
            select distinct u.promotion_id as id
            from marketing.use u
            where u.region = @Region and u.checkout_id = any(@checkouts) and u.released_at is null
                and (@promotions::uuid[] is null or u.promotion_id = any(@promotions))
            order by id) u
        cross join lateral (
            select id, used, revoked_at from marketing.coupon where region = @Region and id = u.id for update) c
        """;

    const string LockGivenSql = """
        -- marketing.coupon-book.lock-given
        select c.id, c.used::int as used, c.revoked_at as ended_at
        from (
            select u.promotion_id as id
            from marketing.use u
            where u.region = @Region and u.checkout_id = @checkout and u.released_at is not null
            order by id) u
        cross join lateral (
            select id, used, revoked_at from marketing.coupon where region = @Region and id = u.id for update) c
        """;

    const string FreeSql = """
        -- marketing.coupon-book.free
        select count(*)::int
        from (
            select
            from marketing.coupon c
            where c.region = @Region and c.coupons_id = @bundle and c.used = 0 and c.given_to is null
                and c.revoked_at is null and exists (
                    select from marketing.promotion p
                    where p.region = c.region and p.id = c.promotion_id and p.ended_at is null and p.until_at > now())
            limit @limit) c
        """;

    // In order of ids, as all lock them.
    const string GiveSql = """
        -- marketing.coupon-book.give
        with free as (
            select id, row_number() over (order by id) as place
            from (
                select id from marketing.coupon
                where region = @Region and coupons_id = @bundle and used = 0 and given_to is null
                    and revoked_at is null
                order by id
                limit cardinality(@accounts::uuid[])
                for update) c)
        update marketing.coupon c set given_to = a.id
        from free f
        join unnest(@accounts::uuid[]) with ordinality as a(id, place) on a.place = f.place
        where c.region = @Region and c.id = f.id
        returning c.given_to as account, c.code
        """;
}
