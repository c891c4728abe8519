namespace Feria.Search;

/// <summary>Curations as they stand in their tables.</summary>
static class CurationBook
{
    public static async Task<IReadOnlyList<Curation>> AllAsync(Session session) =>
        [.. (await session.ListAsync<Row>(AllSql)).Select(row => row.Curation())];

    public static async Task<Curation?> FindAsync(Session session, Guid id) =>
        (await session.OneOrNullAsync<Row>(FindSql, new { id }))?.Curation();

    public static async Task WriteProductsAsync(Tx tx, Guid id, Curation.Body body) =>
        await tx.ExecuteAsync(ProductsSql, new
        {
            id,
            products = body.Pins.Concat(body.Hidden).ToArray(),
            places = body.Pins.Select((_, place) => (short?)place).Concat(body.Hidden.Select(_ => (short?)null))
                .ToArray(),
        });

    /// <summary>Those of the products that nobody ever put into the index.</summary>
    public static Task<IReadOnlyList<Guid>> UnknownAsync(Session session, Curation.Body body) =>
        session.ListAsync<Guid>(UnknownSql, new { products = body.Pins.Concat(body.Hidden).ToArray() });

    internal sealed record Row(
        Guid Id, string Query, string Normal, string? Language, Guid[] Pins, Guid[] Hidden, string? Redirect,
        DateTime? StartsAt, DateTime? EndsAt, int Version)
    {
        public Curation Curation() =>
            new(Id, Query, Normal, Language, Pins, Hidden, Redirect, StartsAt, EndsAt, Version);
    }

    public const string Columns = """
        c.id, c.query, c.normal, c.language,
            array(select p.product_id from search.curated_product p
                where p.curation_id = c.id and p.place is not null order by p.place) as pins,
            array(select p.product_id from search.curated_product p
                where p.curation_id = c.id and p.place is null order by p.product_id) as hidden,
            c.redirect, c.starts_at, c.ends_at, c.version
        """;

    const string AllSql = $"""
        -- search.curation-book.all
        select {Columns} from search.curation c order by c.id
        """;

    const string FindSql = $"""
        -- search.curation-book.find
        select {Columns} from search.curation c where c.id = @id
        """;

    const string ProductsSql = """
        -- search.curation-book.products
        insert into search.curated_product (curation_id, product_id, place)
        select @id, p.* from unnest(@products::uuid[], @places::smallint[]) as p
        """;

    const string UnknownSql = """
        -- search.curation-book.unknown
        select u.id
        from unnest(@products::uuid[]) as u(id)
        where not exists (select from search.document d where d.product_id = u.id)
            and not exists (select from search.gone g where g.product_id = u.id)
        """;
}
