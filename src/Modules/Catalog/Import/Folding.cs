using System.Text.Json;

namespace Feria.Catalog;

/// <summary>Makes one listing of one product's rows. Pure. What cannot be part of it is refused.</summary>
static class Folding
{
    /// <param name="Listing">Null where the product is refused.</param>
    /// <param name="Merged">Rows that only added to another row's product.</param>
    public sealed record Folded(
        Listing? Listing, IReadOnlyList<long> Rows, int Merged, IReadOnlyList<(long Number, string Reason)> Refused);

    public sealed record Terms(string Source, Guid? Store, string? Currency, string Language);

    /// <param name="categories">The id of a category by its names, root first.</param>
    public static Folded Fold(IReadOnlyList<ReadRow> rows, Terms terms, Func<string[], Guid> categories)
    {
        if (rows.FirstOrDefault(row => row.Row is null) is { } bad) return Incomplete(rows, bad.Number);

        var leader = rows[0];
        var good = new List<ReadRow> { leader };
        var refused = new List<(long, string)>();
        foreach (var row in rows.Skip(1))
        {
            if (row.Row!.Product is null || SaysTheSame(leader.Row!, row.Row)) good.Add(row);
            else refused.Add((row.Number, $"duplicate_id: row {leader.Number} has the same id and says otherwise"));
        }

        if (leader.Row!.Product is not { } product)
        {
            const string why = "title_missing: no row of the product has a title";
            return new(null, [], 0, [.. rows.Select(row => (row.Number, why))]);
        }
        // A repeated row adds categories; it has no variant of its own.
        var variants = good.Where(row => row == leader || row.Row!.Product is null)
            .Select(row => row.Row!.Variant).OfType<ImportRow.Choice>().ToList();
        var listing = new Listing(
            terms.Source, leader.Row.ExternalId, product.Title, product.Description, product.Brand, terms.Language,
            product.OptionNames,
            [.. good.SelectMany(row => row.Row!.Categories).Select(categories).Distinct()],
            [.. variants.Select(variant => Variant(variant, terms))],
            [.. Pictures(good, variants)],
            product.Attributes)
        {
            Withdrawn = !product.Published,
        };
        return new(listing, [.. good.Select(row => row.Number)], good.Count - 1, refused);
    }

    static Folded Incomplete(IReadOnlyList<ReadRow> rows, long bad) => new(null, [], 0,
    [
        .. rows.Where(row => row.Row is not null)
            .Select(row => (row.Number, $"product_incomplete: row {bad} of the same product was refused")),
    ]);

    static bool SaysTheSame(ImportRow one, ImportRow other) =>
        Bare(one) == Bare(other);

    static string Bare(ImportRow row) => JsonSerializer.Serialize(row with { Categories = [] }, Json.Options);

    static ListedVariant Variant(ImportRow.Choice said, Terms terms) => new(
        said.Options,
        said.PriceMinor is { } price && terms.Store is { } store
            ? [new(store, said.Sku, price, said.ListPriceMinor, terms.Currency!, said.Stock)]
            : []);

    static IEnumerable<ListedPicture> Pictures(List<ReadRow> rows, List<ImportRow.Choice> variants)
    {
        var shown = variants.Index()
            .Where(variant => variant.Item.Picture is not null)
            .GroupBy(variant => variant.Item.Picture!)
            .ToDictionary(picture => picture.Key, picture => picture.First().Index);
        var own = rows
            .SelectMany(row => row.Row!.Pictures.Select(url => (Url: url, Alt: row.Row.PictureText)))
            .DistinctBy(picture => picture.Url)
            .ToList();
        // A picture of several variants shows the product.
        bool IsOfOne(string url) => variants.Count(variant => variant.Picture == url) == 1;
        return own.Select(picture => new ListedPicture(
                picture.Url, picture.Alt,
                shown.TryGetValue(picture.Url, out var variant) && IsOfOne(picture.Url) ? variant : null))
            .Concat(shown.Where(picture => own.All(known => known.Url != picture.Key))
                .Select(picture => new ListedPicture(picture.Key, "", IsOfOne(picture.Key) ? picture.Value : null)));
    }
}
