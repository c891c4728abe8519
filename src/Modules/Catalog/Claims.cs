namespace Feria.Catalog;

/// <summary>What holds of the category tree and of changes of listings, whoever changed them and how often.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("catalog.categories-are-a-tree",
            "A category's path is its parent's and itself, and what is under a hidden one is not shown.",
            "catalog.category", TreeSql),
        new("catalog.addresses-are-of-one",
            "An address a category had before is no other category's.", "catalog.category_address", AddressesSql),
        new("catalog.changes-wait-or-end",
            "A change of a listing that is to wait waits, or ended, and never both.", "catalog.listing_change",
            ChangesSql),
    ];

    const string TreeSql = """
        -- catalog.claims.tree
        select c.slug as offender
        from catalog.category c
        left join catalog.category p on p.id = c.parent_id
        where c.path <> coalesce(p.path, '{}') || c.number
            or c.shown <> (coalesce(p.shown, true) and not c.hidden)
        """;

    const string ChangesSql = """
        -- catalog.claims.changes
        select c.id::text as offender
        from catalog.listing_change c
        left join catalog.listing_change_end e on e.change_id = c.id
        left join catalog.listing_change_waiting w on w.change_id = c.id
        where num_nonnulls(e.change_id, w.change_id) <> case when c.waits then 1 else 0 end
            or (w.change_id is not null and (w.product_id, w.store_id) <> (c.product_id, c.store_id))
        """;

    const string AddressesSql = """
        -- catalog.claims.addresses
        select a.slug as offender
        from catalog.category_address a
        join catalog.category c on c.slug = a.slug
        """;
}
