using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>Changes of listings as they are kept: written once, and once more when one that waited ends.</summary>
static class ChangeBook
{
    public sealed record New(
        Guid Id, Guid Product, int FromVersion, IReadOnlyList<FieldChange> Fields, IReadOnlyList<ChangeRisk> Risks,
        bool Waits);

    public sealed record Row(
        Guid Id, Guid Product, Guid Store, Guid By, string Via, DateTime At, int FromVersion, string Fields,
        string Risks, string Outcome, DateTime? EndedAt, Guid? EndedBy, string? Why)
    {
        public List<FieldChange> Changes => ListingFields.Read<List<FieldChange>>(Fields);

        public List<ChangeRisk> Reasons => ListingFields.Read<List<ChangeRisk>>(Risks);

        /// <param name="now">A field's text as it is, where that stands in the way.</param>
        public ListingChange Shown(Func<FieldChange, string?>? now = null) => new(
            Id, Product, Store, By, Via, At, FromVersion, Outcome, EndedAt, EndedBy, Why,
            [.. Changes.Select(change => FieldLines.Shown(change, now?.Invoke(change)))], Reasons);
    }

    public static async Task AddAsync(Tx tx, Guid store, Maker maker, IReadOnlyList<New> changes)
    {
        if (changes.Count == 0) return;
        await tx.ExecuteAsync(AddSql, new
        {
            store,
            maker.By,
            maker.Via,
            ids = changes.Select(one => one.Id).ToArray(),
            products = changes.Select(one => one.Product).ToArray(),
            versions = changes.Select(one => one.FromVersion).ToArray(),
            fields = changes.Select(one => ListingFields.Text(one.Fields)).ToArray(),
            risks = changes.Select(one => ListingFields.Text(one.Risks)).ToArray(),
            waits = changes.Select(one => one.Waits).ToArray(),
        });
    }

    public static Task<int> WaitAsync(Tx tx, Guid store, New change) =>
        tx.ExecuteAsync(WaitSql, new { change.Product, store, change.Id });

    /// <summary>False where it waits no more.</summary>
    public static async Task<bool> EndAsync(Tx tx, Guid change, string outcome, Guid? by, string? why) =>
        await tx.ExecuteAsync(EndSql, new { change, outcome, by, why }) == 1;

    /// <summary>Those of a store's listings that wait.</summary>
    public static Task<IReadOnlyList<Row>> WaitingAsync(Session session, Guid store, Guid[] products) =>
        session.ListAsync<Row>(WaitingSql, new { store, products });

    /// <summary>Those of these products that wait, whosever they are.</summary>
    public static Task<IReadOnlyList<Row>> WaitingAsync(Session session, Guid[] products) =>
        session.ListAsync<Row>(WaitingOfAllSql, new { products });

    public static Task<IReadOnlyList<Row>> FindAsync(Session session, Guid[] changes) =>
        session.ListAsync<Row>(FindSql, new { changes });

    public static Task<IReadOnlyList<Row>> OfListingAsync(
        Session session, Guid store, Guid product, Guid before, int limit) =>
        session.ListAsync<Row>(OfListingSql, new { store, product, before, limit });

    public static Task<IReadOnlyList<Row>> OfProductAsync(Session session, Guid product, Guid before, int limit) =>
        session.ListAsync<Row>(OfProductSql, new { product, before, limit });

    const string AddSql = """
        -- catalog.change-book.add
        insert into catalog.listing_change
            (id, product_id, store_id, by_whom, via, from_version, fields, risks, waits)
        select s.id, s.product, @store, @By, @Via, s.version, s.fields::json, s.risks::json, s.waits
        from unnest(@ids::uuid[], @products::uuid[], @versions::int[], @fields::text[], @risks::text[],
            @waits::boolean[]) as s(id, product, version, fields, risks, waits)
        """;

    const string WaitSql = """
        -- catalog.change-book.wait
        insert into catalog.listing_change_waiting (product_id, store_id, change_id)
        values (@Product, @store, @Id)
        """;

    const string EndSql = """
        -- catalog.change-book.end
        with gone as (
            delete from catalog.listing_change_waiting where change_id = @change returning change_id)
        insert into catalog.listing_change_end (change_id, outcome, by_whom, why)
        select change_id, @outcome, @by, @why from gone
        """;

    const string Shape = """
        select c.id, c.product_id as product, c.store_id as store, c.by_whom as by, c.via, c.at, c.from_version,
            c.fields::text as fields, c.risks::text as risks,
            case when not c.waits then 'passed' else coalesce(e.outcome, 'waiting') end as outcome,
            e.at as ended_at, e.by_whom as ended_by, e.why
        """;

    const string End = "left join catalog.listing_change_end e on e.change_id = c.id";

    const string WaitingSql = $"""
        -- catalog.change-book.waiting
        {Shape}
        from catalog.listing_change_waiting w
        join catalog.listing_change c on c.id = w.change_id
        {End}
        where w.store_id = @store and w.product_id = any(@products)
        order by w.product_id
        """;

    const string WaitingOfAllSql = $"""
        -- catalog.change-book.waiting-of-all
        {Shape}
        from catalog.listing_change_waiting w
        join catalog.listing_change c on c.id = w.change_id
        {End}
        where w.product_id = any(@products)
        order by w.product_id, w.store_id
        """;

    const string FindSql = $"""
        -- catalog.change-book.find
        {Shape}
        from catalog.listing_change c
        {End}
        where c.id = any(@changes)
        """;

    const string OfListingSql = $"""
        -- catalog.change-book.of-listing
        {Shape}
        from (
            select id, product_id, store_id, by_whom, via, at, from_version, fields, risks, waits
            from catalog.listing_change
            where product_id = @product and store_id = @store and id < @before
            order by id desc
            limit @limit) c
        {End}
        order by c.id desc
        """;

    const string OfProductSql = $"""
        -- catalog.change-book.of-product
        {Shape}
        from (
            select id, product_id, store_id, by_whom, via, at, from_version, fields, risks, waits
            from catalog.listing_change
            where product_id = @product and id < @before
            order by id desc
            limit @limit) c
        {End}
        order by c.id desc
        """;
}
