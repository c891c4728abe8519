using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// Rows of the catalogue that somebody changed in the database itself: their products are read again.
/// </summary>
public sealed class ChangedByHand : HandMade
{
    public override IReadOnlyCollection<string> Tables { get; } =
    [
        "catalog.product", "catalog.variant", "catalog.offer", "catalog.picture", "catalog.product_attribute",
        "catalog.product_category", "catalog.category", "catalog.category_name",
    ];

    public override async Task<IReadOnlyList<IEvent>> EventsAsync(Session session, IReadOnlyList<ChangedRow> rows)
    {
        var products = rows.Select(row => row.Table == "catalog.product" ? row.Id("id") : row.Id("product_id"))
            .OfType<Guid>().ToHashSet();
        Guid[] variants = [.. rows.Select(row => row.Id("variant_id")).OfType<Guid>().Distinct()];
        if (variants.Length > 0) products.UnionWith(await session.ListAsync<Guid>(OfVariantsSql, new { variants }));
        var category = rows.Select(row => row.Table switch
        {
            "catalog.category" => row.Id("id"),
            "catalog.category_name" => row.Id("category_id"),
            _ => null,
        }).FirstOrDefault(id => id is not null);

        var events = products.Order().Select(IEvent (product) => new ProductPut(product)).ToList();
        if (category is not null) events.Add(new CategoriesChanged(category.Value));
        return events;
    }

    const string OfVariantsSql = """
        -- catalog.changed-by-hand.of-variants
        select distinct product_id from catalog.variant where id = any(@variants)
        """;
}
