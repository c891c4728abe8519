using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>Makes, lists and ends promotions of one owner, who is let in by whoever calls.</summary>
public sealed class PromotionDesk(
    IOfferBook offers, ICategoryBook categories, IStoreBook stores, TimeProvider clock)
{
    /// <summary>Promotions of one owner that run or come: what a placing may have to look at.</summary>
    const int MostOpen = 50;

    internal async Task<(PromotionFile? Made, Refusal? Refusal)> AddAsync(
        Tx tx, Guid owner, string currency, PromotionTerms terms, IReadOnlyList<Guid> within, Guid? maker)
    {
        if (terms.Refuse(Now) is { } wrong) return (null, wrong);
        if (terms.ByCoupon && owner != Guid.Empty) return (null, Refusals.ByCouponAlone);
        if (await UnknownAsync(tx, owner, terms, within) is { } unknown) return (null, unknown);
        if (await tx.OneAsync<int>(OpenSql, new { tx.Region, owner, now = Now }) >= MostOpen)
            return (null, Refusals.TooMany);
        var code = Promotion.CodeOf(terms.Code);
        if (code is not null && await tx.OneAsync<bool>(TakenSql, new { tx.Region, owner, code }))
            return (null, Refusals.CodeTaken);

        var id = Id.New();
        await tx.ExecuteAsync(AddSql, new
        {
            tx.Region,
            id,
            owner,
            terms.Name,
            fundedBy = owner == Guid.Empty ? Promotion.Platform : Promotion.Seller,
            currency,
            from = terms.From?.InUtc() ?? Now,
            until = terms.Until!.Value.InUtc(),
            code,
            terms.Scope,
            terms.Category,
            leastItems = terms.LeastItems ?? 0,
            leastUnits = terms.LeastUnits ?? 0,
            terms.Effect,
            basisPoints = (terms.Percent ?? 0) * 100,
            amount = terms.Amount ?? 0,
            terms.Most,
            terms.UseLimit,
            terms.BuyerLimit,
            priority = terms.Priority ?? 0,
            terms.Group,
            terms.ByCoupon,
            maker,
            products = (terms.Products ?? []).Distinct().ToArray(),
            stores = within.Distinct().ToArray(),
        });
        tx.Append(new PromotionsChanged(owner, id));
        return (await FindAsync(tx, tx.Region, owner, id), null);
    }

    async Task<Refusal?> UnknownAsync(Tx tx, Guid owner, PromotionTerms terms, IReadOnlyList<Guid> within)
    {
        if (terms.Products is { Count: > 0 } named)
        {
            Guid[] products = [.. named.Distinct()];
            var sold = owner == Guid.Empty
                ? (await offers.SellersAsync(tx, products)).Select(one => one.Product)
                : (await offers.OfProductsAsync(tx, owner, products)).Select(one => one.Product);
            if (sold.Distinct().Count() < products.Length) return Refusals.ProductsNotSold;
        }

        if (terms.Category is { } category
            && (await categories.AllAsync(tx, "en")).All(one => one.Number != category))
            return Refusals.CategoryUnknown;
        Guid[] wanted = [.. within.Distinct()];
        return wanted.Length > 0 && (await stores.SignsAsync(tx, wanted)).Count < wanted.Length
            ? Refusals.StoresUnknown
            : null;
    }

    internal async Task<Page<PromotionFile>> PageAsync(
        Session session, string region, Guid owner, Guid before, int limit)
    {
        var rows = await session.ListAsync<PromotionRow>(
            ListSql, new { Region = region, owner, before, limit = limit + 1 });
        return Cursor.Cut([.. rows.Select(row => PromotionFile.Of(row, Now))], limit, one => one.Id);
    }

    /// <summary>Ends it at once, for who comes from now on; ended already, it stays as it is.</summary>
    internal async Task<PromotionFile?> EndAsync(Tx tx, Guid owner, Guid promotion)
    {
        if (await tx.ExecuteAsync(EndSql, new { tx.Region, owner, promotion, now = Now }) > 0)
            tx.Append(new PromotionsChanged(owner, promotion));
        return await FindAsync(tx, tx.Region, owner, promotion);
    }

    async Task<PromotionFile?> FindAsync(Session session, string region, Guid owner, Guid promotion) =>
        await session.OneOrNullAsync<PromotionRow>(FindSql, new { Region = region, owner, promotion }) is { } row
            ? PromotionFile.Of(row, Now)
            : null;

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    const string OpenSql = """
        -- marketing.promotion-desk.open
        select count(*)::int
        from marketing.promotion
        where region = @Region and owner_id = @owner and ended_at is null and until_at > @now
        """;

    const string TakenSql = """
        -- marketing.promotion-desk.taken
        select exists (select from marketing.promotion where region = @Region and owner_id = @owner and code = @code)
        """;

    const string AddSql = """
        -- marketing.promotion-desk.add
        with added as (
            insert into marketing.promotion (region, id, owner_id, name, funded_by, currency, from_at, until_at, code,
                scope, category, least_items_minor, least_units, effect, percent_basis_points, amount_minor, most_minor,
                use_limit, buyer_limit, priority, exclusive_group, is_by_coupon, made_by)
            values (@Region, @id, @owner, @Name, @fundedBy, @currency, @from, @until, @code, @Scope, @Category,
                @leastItems, @leastUnits, @Effect, @basisPoints, @amount, @Most, @UseLimit, @BuyerLimit, @priority,
                @Group, @ByCoupon, @maker)),
        of_products as (
            insert into marketing.promotion_product (region, promotion_id, product_id)
            select @Region, @id, p.id from unnest(@products::uuid[]) as p(id))
        insert into marketing.promotion_store (region, promotion_id, store_id)
        select @Region, @id, s.id from unnest(@stores::uuid[]) as s(id)
        """;

    const string Named = $"""
        {PromotionRow.Columns},
            array(
                select s.store_id from marketing.promotion_store s
                where s.region = p.region and s.promotion_id = p.id) as stores,
            array(
                select g.product_id from marketing.promotion_product g
                where g.region = p.region and g.promotion_id = p.id) as products
        """;

    const string FindSql = $"""
        -- marketing.promotion-desk.find
        select {Named}
        from marketing.promotion p
        where p.region = @Region and p.id = @promotion and p.owner_id = @owner
        """;

    const string ListSql = $"""
        -- marketing.promotion-desk.list
        select {Named}
        from marketing.promotion p
        where p.region = @Region and p.owner_id = @owner and p.id < @before
        order by p.id desc
        limit @limit
        """;

    const string EndSql = """
        -- marketing.promotion-desk.end
        update marketing.promotion set ended_at = @now
        where region = @Region and id = @promotion and owner_id = @owner and ended_at is null
        """;
}
