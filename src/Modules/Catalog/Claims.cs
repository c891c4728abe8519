namespace Feria.Catalog;

/// <summary>What holds of the category tree, whoever changed it and how often.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("catalog.categories-are-a-tree",
            "A category's path is its parent's and itself, and what is under a hidden one is not shown.",
            "catalog.category", TreeSql),
        new("catalog.addresses-are-of-one",
            "An address a category had before is no other category's.", "catalog.category_address", AddressesSql),
    ];

    const string TreeSql = """
        -- catalog.claims.tree
        select c.slug as offender
        from catalog.category c
        left join catalog.category p on p.id = c.parent_id
        where c.path <> coalesce(p.path, '{}') || c.number
            or c.shown <> (coalesce(p.shown, true) and not c.hidden)
        """;

    const string AddressesSql = """
        -- catalog.claims.addresses
        select a.slug as offender
        from catalog.category_address a
        join catalog.category c on c.slug = a.slug
        """;
}
