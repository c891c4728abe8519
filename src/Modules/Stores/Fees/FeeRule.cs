namespace Feria.Stores;

/// <summary>What the platform takes of sales, by one rule. It is never edited: it is ended, and another made.</summary>
/// <param name="Store">Whose sales alone; null for all stores'.</param>
/// <param name="StoreName">What that store is called.</param>
/// <param name="Category">The number of a category: what is in it or under it alone.</param>
/// <param name="EndedAt">Null while it is in force.</param>
public sealed record FeeRule(
    Guid Id, string Name, int Position, string Currency, Guid? Store, int? Category, Guid? Product, int BasisPoints,
    long FixedMinor, bool IsPerUnit, long? MinMinor, long? MaxMinor, int TaxBasisPoints, DateTime MadeAt,
    DateTime? EndedAt, string? StoreName)
{
    internal const string Columns = """
        id, name, position, currency, store_id as store, category, product_id as product, basis_points, fixed_minor,
            is_per_unit, min_minor, max_minor, tax_basis_points, made_at, ended_at,
            (select s.name from stores.store s where s.id = store_id) as store_name
        """;
}
