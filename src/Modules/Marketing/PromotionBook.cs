using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>
/// What carts and placing ask. A use is counted under its promotion's row lock, so that no limit is exceeded; rows are
/// locked in order of id, after spots in flash sales and before stock.
/// </summary>
sealed class PromotionBook(
    Database database, Offering offering, IOfferBook offers, CouponBook book, TimeProvider clock) : IPromotions
{
    const int Shown = 5;

    public bool MayHave(IEnumerable<Guid> stores) => offering.MayHave(stores);

    public async Task<Offered> OfAsync(Session session, IReadOnlyList<Basket> baskets, DateTime? at = null)
    {
        var now = at ?? Now;
        var found = await FindAsync(session, baskets, now, isNow: at is null);
        return found.Count == 0 ? Offered.Nothing : await WithAsync(session, baskets, new(now, found));
    }

    public async Task<Offered> LoadAndLockAsync(Tx tx, IReadOnlyList<Basket> baskets)
    {
        var offered = await OfAsync(tx, baskets);
        Guid[] counted =
        [
            .. offered.Promotions
                .Where(one => one.IsLimited && baskets.Any(basket => Discounts.IsEligible(one, basket, offered)))
                .Select(one => one.Id),
        ];
        if (counted.Length == 0) return offered;
        var locked = (await tx.ListAsync<Counted>(LockSql, new { tx.Region, ids = counted }))
            .Concat(await book.LockAsync(tx, counted)).ToDictionary(one => one.Id);
        var now = offered with
        {
            Promotions =
            [
                .. offered.Promotions.Select(one => locked.TryGetValue(one.Id, out var row)
                    ? one with { Used = row.Used, EndedAt = row.EndedAt }
                    : one),
            ],
        };
        // Under the locks the uses of each buyer stand still as well.
        return now with { UsesOfBuyers = await UsesAsync(tx, now.Promotions, baskets) };
    }

    async Task<IReadOnlyList<Promotion>> FindAsync(
        Session session, IReadOnlyList<Basket> baskets, DateTime at, bool isNow)
    {
        Guid[] stores = [.. baskets.SelectMany(basket => basket.Lines).Select(line => line.Store).Distinct()];
        string[] codes = [.. baskets.Select(basket => basket.Code).OfType<string>().Distinct()];
        if (stores.Length == 0 || (isNow && codes.Length == 0 && !offering.MayHave(stores))) return [];
        var rows = await session.ListAsync<PromotionRow>(FindSql, new
        {
            database.Region,
            at,
            owners = stores.Append(Guid.Empty).ToArray(),
            codes,
            products = baskets.SelectMany(basket => basket.Lines).Select(line => line.Product).Distinct().ToArray(),
        });
        return
        [
            .. rows.Select(row => row.Promotion())
                .Concat(await book.OfCouponsAsync(session, database.Region, codes, baskets))
                .Where(one => one.Stores.Count == 0 || one.Stores.Any(stores.Contains)),
        ];
    }

    async Task<Offered> WithAsync(Session session, IReadOnlyList<Basket> baskets, Offered offered)
    {
        if (offered.Promotions.Any(one => one.Scope == Promotion.OfCategory))
            offered = offered with
            {
                Categories = await offers.CategoriesAsync(session,
                    [.. baskets.SelectMany(basket => basket.Lines).Select(line => line.Product).Distinct()]),
            };
        return offered with { UsesOfBuyers = await UsesAsync(session, offered.Promotions, baskets) };
    }

    async Task<IReadOnlyDictionary<(Guid, Guid), int>> UsesAsync(
        Session session, IReadOnlyList<Promotion> promotions, IReadOnlyList<Basket> baskets)
    {
        Guid[] ids = [.. promotions.Where(one => one.BuyerLimit is not null).Select(one => one.Id)];
        Guid[] accounts = [.. baskets.Select(basket => basket.Account).OfType<Guid>().Distinct()];
        if (ids.Length == 0 || accounts.Length == 0) return Offered.Nothing.UsesOfBuyers;
        return (await session.ListAsync<OfBuyer>(UsesSql, new { database.Region, ids, accounts }))
            .ToDictionary(one => (one.Promotion, one.Account), one => one.Uses);
    }

    public async Task TakeAsync(Tx tx, IReadOnlyList<PromotionUse> uses)
    {
        if (uses.Count == 0) return;
        await tx.ExecuteAsync(TakeSql, new
        {
            tx.Region,
            now = Now,
            promotions = uses.Select(use => use.Promotion).ToArray(),
            checkouts = uses.Select(use => use.Checkout).ToArray(),
            accounts = uses.Select(use => use.Account).ToArray(),
        });
    }

    public async Task ReleaseAsync(Tx tx, Guid[] checkouts, Guid[]? promotions = null)
    {
        var held = (await tx.ListAsync<Counted>(LockUsedSql, new { tx.Region, checkouts, promotions })).ToList();
        held.AddRange(await book.LockUsedAsync(tx, checkouts, promotions));
        if (held.Count == 0) return;
        await tx.ExecuteAsync(
            ReleaseSql, new { tx.Region, checkouts, promotions = held.Select(one => one.Id).ToArray(), now = Now });
    }

    public async Task<bool> TakeAgainAsync(Tx tx, Guid checkout)
    {
        var given = (await tx.ListAsync<Again>(LockGivenSql, new { tx.Region, checkout })).ToList();
        given.AddRange((await book.LockGivenAsync(tx, checkout))
            .Select(one => new Again(one.Id, one.Used, 1, null, null)));
        if (given.Count == 0) return true;
        var uses = await tx.ListAsync<OfBuyer>(UsesSql, new
        {
            tx.Region,
            ids = given.Select(one => one.Id).ToArray(),
            accounts = given.Select(one => one.Account).OfType<Guid>().ToArray(),
        });
        if (given.Any(one => one.Used >= one.UseLimit
            || uses.FirstOrDefault(use => use.Promotion == one.Id)?.Uses >= one.BuyerLimit)) return false;
        await tx.ExecuteAsync(TakeAgainSql, new { tx.Region, checkout });
        return true;
    }

    public async Task<IReadOnlyList<PromotionShown>> ShownAsync(
        Session session, Guid store, Guid product, string currency)
    {
        if (!offering.MayHave([store])) return [];
        Basket[] basket = [new([new(Guid.Empty, store, product, 1, new(0, currency))], [], Guid.Empty, null)];
        var found = await FindAsync(session, basket, Now, isNow: true);
        var offered = new Offered(Now, [.. found.Select(one => one with { LeastItemsMinor = 0, LeastUnits = 0 })]);
        if (found.Any(one => one.Scope == Promotion.OfCategory))
            offered = offered with { Categories = await offers.CategoriesAsync(session, [product]) };
        var eligible = offered.Promotions
            .Where(one => Discounts.IsEligible(one, basket[0], offered) && !(one.Used >= one.UseLimit))
            .Select(one => one.Id).ToHashSet();
        return
        [
            .. found.Where(one => eligible.Contains(one.Id))
                .OrderByDescending(one => one.Priority)
                .ThenBy(one => one.Id.ToString("N"), StringComparer.Ordinal)
                .Take(Shown)
                .Select(one => new PromotionShown(
                    one.Name, one.Effect, one.PercentBasisPoints, Some(one.AmountMinor), Some(one.MostMinor ?? 0),
                    Some(one.LeastItemsMinor), one.LeastUnits, one.Until)),
        ];

        Money? Some(long minor) => minor > 0 ? new Money(minor, currency) : null;
    }

    // To the microsecond, as PostgreSQL keeps it.
    DateTime Now
    {
        get
        {
            var ticks = clock.GetUtcNow().UtcTicks;
            return new(ticks - ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
        }
    }

    sealed record Again(Guid Id, int Used, int? UseLimit, int? BuyerLimit, Guid? Account);

    sealed record OfBuyer(Guid Promotion, Guid Account, int Uses);

    // What was given a code is found by it also when it is over, so that its buyer is told so.
    const string FindSql = $"""
        -- marketing.promotion-book.find
        select {PromotionRow.Columns},
            array(
                select s.store_id from marketing.promotion_store s
                where s.region = p.region and s.promotion_id = p.id) as stores,
            array(
                select g.product_id from marketing.promotion_product g
                where g.region = p.region and g.promotion_id = p.id and g.product_id = any(@products)) as products
        from marketing.promotion p
        where p.region = @Region and p.owner_id = any(@owners) and not p.is_by_coupon and (
            ((p.ended_at is null or p.ended_at > @at) and p.until_at > @at and (p.code is null or p.code = any(@codes)))
            or p.code = any(@codes))
        order by p.id
        """;

    // Each is locked by itself, in their order: joined, all of a region might be read for a few.
    const string LockSql = """
        -- marketing.promotion-book.lock
        select p.id, p.used, p.ended_at
        from (select distinct id from unnest(@ids::uuid[]) as n(id) order by id) n
        cross join lateral (
            select id, used, ended_at from marketing.promotion where region = @Region and id = n.id for update) p
        """;

    const string UsesSql = """
        -- marketing.promotion-book.uses
        select promotion_id as promotion, account_id as account, count(*)::int as uses
        from marketing.use
        where region = @Region and promotion_id = any(@ids) and account_id = any(@accounts) and released_at is null
        group by promotion_id, account_id
        """;

    const string TakeSql = """
        -- marketing.promotion-book.take
        with taken as (
            insert into marketing.use (region, promotion_id, checkout_id, account_id, used_at)
            select @Region, u.*, @now
            from unnest(@promotions::uuid[], @checkouts::uuid[], @accounts::uuid[]) as u),
        coupons as (
            update marketing.coupon set used = used + 1 where region = @Region and id = any(@promotions))
        update marketing.promotion p set used = p.used + t.uses
        from (select id, count(*)::int as uses from unnest(@promotions::uuid[]) as n(id) group by id) t
        where p.region = @Region and p.id = any(@promotions) and p.id = t.id
        """;

    const string LockUsedSql = """
        -- marketing.promotion-book.lock-used
        select p.id, p.used, p.ended_at
        from (
            select distinct u.promotion_id as id
            from marketing.use u
            where u.region = @Region and u.checkout_id = any(@checkouts) and u.released_at is null
                and (@promotions::uuid[] is null or u.promotion_id = any(@promotions))
            order by id) u
        cross join lateral (
            select id, used, ended_at from marketing.promotion where region = @Region and id = u.id for update) p
        """;

    const string ReleaseSql = """
        -- marketing.promotion-book.release
        with released as (
            update marketing.use set released_at = @now
            where region = @Region and checkout_id = any(@checkouts) and promotion_id = any(@promotions)
                and released_at is null
            returning promotion_id),
        coupons as (
            update marketing.coupon c set used = c.used - 1 from released r
            where c.region = @Region and c.id = r.promotion_id)
        update marketing.promotion p set used = p.used - r.uses
        from (select promotion_id, count(*)::int as uses from released group by promotion_id) r
        where p.region = @Region and p.id = r.promotion_id
        """;

    const string LockGivenSql = """
        -- marketing.promotion-book.lock-given
        select p.id, p.used, p.use_limit, p.buyer_limit, u.account_id as account
        from marketing.promotion p
        join marketing.use u on u.region = p.region and u.promotion_id = p.id
        where p.region = @Region and u.checkout_id = @checkout and u.released_at is not null
        order by p.id
        for update of p
        """;

    const string TakeAgainSql = """
        -- marketing.promotion-book.take-again
        with taken as (
            update marketing.use set released_at = null
            where region = @Region and checkout_id = @checkout and released_at is not null
            returning promotion_id),
        coupons as (
            update marketing.coupon c set used = c.used + 1 from taken t
            where c.region = @Region and c.id = t.promotion_id)
        update marketing.promotion p set used = p.used + 1
        from taken t
        where p.region = @Region and p.id = t.promotion_id
        """;
}
