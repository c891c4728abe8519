namespace Feria.Catalog;

/// <summary>What a field of a listing was and what it becomes, each as one JSON text.</summary>
/// <param name="Sku">What it is of, where it is not of the whole listing.</param>
sealed record FieldChange(string Field, string? Sku, string From, string To)
{
    public bool IsOf(FieldChange other) => (Field, Sku) == (other.Field, other.Sku);
}
