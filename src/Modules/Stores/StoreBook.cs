using System.Text.Json;
using Feria.Contracts;

namespace Feria.Stores;

/// <summary>The stores' terms for other modules.</summary>
sealed class StoreBook : IStoreBook
{
    public async Task<IReadOnlyList<StoreTerms>> TermsAsync(Session session, Guid[] stores) =>
        [.. (await session.ListAsync<Row>(TermsSql, new { stores })).Select(row => row.Terms())];

    public Task<IReadOnlyList<StoreSign>> SignsAsync(Session session, Guid[] stores) =>
        session.ListAsync<StoreSign>(SignsSql, new { stores });

    public Task<long> CountOpenAsync(Session session) => session.OneAsync<long>(CountOpenSql);

    public async Task<IReadOnlyList<Guid>> WorkersAsync(Session session, Guid store, StoreRight right) =>
    [
        .. (await session.ListAsync<(Guid Account, string Role)>(WorkersSql, new { store }))
            .Where(one => Desk.May(one.Role, right)).Select(one => one.Account),
    ];

    public Task<StoreTerms?> BySlugAsync(Session session, string slug) =>
        session.OneOrNullAsync<StoreTerms>(BySlugSql, new { slug });

    public Task<IReadOnlyList<StoreTerms>> BySlugsAsync(Session session, string[] slugs) =>
        session.ListAsync<StoreTerms>(BySlugsSql, new { slugs });

    public async Task<StoreTerms> BySlugOrOpenAsync(Tx tx, string slug, string name, string currency)
    {
        await tx.ExecuteAsync(OpenSql, new { id = Id.New(), slug, name, currency });
        return await tx.OneAsync<StoreTerms>(BySlugSql, new { slug });
    }

    sealed record Row(
        Guid Id, string Name, string Slug, string City, string Country, bool Open, string Currency,
        int CommissionBasisPoints, long DeliveryFeeMinor, long? FreeDeliveryFromMinor, string? Fees, string? Methods)
    {
        public StoreTerms Terms() => new(
            Id, Name, Slug, City, Country, Open, Currency, CommissionBasisPoints, DeliveryFeeMinor,
            FreeDeliveryFromMinor)
        {
            Fees = Fees is null ? [] : JsonSerializer.Deserialize<FeeTerms[]>(Fees, Json.Options)!,
            Methods = DeliveryMethods.Read(Methods),
        };
    }

    const string TermsSql = $"""
        -- stores.store-book.terms
        select s.id, s.name, s.slug, s.city, s.country, s.open, s.currency, s.commission_basis_points,
            s.delivery_fee_minor, s.free_delivery_from_minor,
            (select jsonb_agg(jsonb_build_object(
                    'name', f.name, 'position', f.position, 'currency', f.currency,
                    'isOfStore', f.store_id is not null, 'category', f.category, 'product', f.product_id,
                    'basisPoints', f.basis_points, 'fixedMinor', f.fixed_minor, 'isPerUnit', f.is_per_unit,
                    'minMinor', f.min_minor, 'maxMinor', f.max_minor, 'taxBasisPoints', f.tax_basis_points)
                    order by f.position, f.id)
                from stores.fee f
                where f.ended_at is null and f.currency = s.currency and (f.store_id is null or f.store_id = s.id)
                )::text as fees,
            {DeliveryMethods.ActiveOfStore} as methods
        from stores.store s
        where s.id = any(@stores)
        """;

    const string SignsSql = """
        -- stores.store-book.signs
        select id, name, slug, open
        from stores.store
        where id = any(@stores)
        """;

    const string CountOpenSql = """
        -- stores.store-book.count-open
        select count(*) from stores.store where open
        """;

    const string WorkersSql = """
        -- stores.store-book.workers
        select account_id, role
        from stores.staff
        where store_id = @store
        order by role = 'owner' desc, account_id
        limit 100
        """;

    const string BySlugSql = """
        -- stores.store-book.by-slug
        select id, name, slug, city, country, open, currency, commission_basis_points,
            delivery_fee_minor, free_delivery_from_minor
        from stores.store
        where slug = @slug
        """;

    const string BySlugsSql = """
        -- stores.store-book.by-slugs
        select id, name, slug, city, country, open, currency, commission_basis_points,
            delivery_fee_minor, free_delivery_from_minor
        from stores.store
        where slug = any(@slugs)
        """;

    // ZZ is ISO 3166's "not known": nobody has said yet where the store is.
    const string OpenSql = """
        -- stores.store-book.open
        insert into stores.store (id, slug, name, country, currency)
        values (@id, @slug, @name, 'ZZ', @currency)
        on conflict (slug) do nothing
        """;
}
