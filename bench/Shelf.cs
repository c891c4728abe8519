using System.Diagnostics;
using System.Globalization;
using Feria.Catalog;
using Feria.Contracts;
using Feria.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Bench;

/// <summary>Puts a file's products up for sale in an empty installation and waits until they can be found.</summary>
static class Shelf
{
    const int Batch = 500;

    /// <summary>External ids by product, and how long putting and indexing took.</summary>
    public sealed record Filled(IReadOnlyDictionary<Guid, string> Products, TimeSpan Put, TimeSpan Indexed);

    public static async Task<Filled> FillAsync(
        IServiceProvider services, string file, Func<string, Task<object?>> sqlAsync)
    {
        var watch = Stopwatch.StartNew();
        var database = services.GetRequiredService<Database>();
        var stock = services.GetRequiredService<IStock>();
        var products = new Dictionary<Guid, string>();
        var (store, categories) = await PrepareAsync(services, database, file);
        foreach (var rows in Csv.Read(file).Chunk(Batch))
        {
            await using var tx = await database.WriteAsync();
            var listings = rows.Select(row => Listed(row, store, categories)).ToList();
            await PutListings.RunAsync(tx, stock, listings, "bench");
            await tx.CommitAsync();
            foreach (var listing in listings) products[listing.NewId!.Value] = listing.ExternalId;
        }

        var put = watch.Elapsed;
        while ((long)(await sqlAsync("select count(*) from search.document"))! < products.Count) await Task.Delay(100);
        var indexed = watch.Elapsed;
        // New categories make all documents be written once more, a little later.
        while ((bool)(await sqlAsync("select exists (select from kernel.job where kind = 'operations.rebuild-copy')"))!)
            await Task.Delay(100);
        await sqlAsync("vacuum analyze");
        return new(products, put, indexed);
    }

    static async Task<(Guid Store, IReadOnlyDictionary<string, Guid> Categories)> PrepareAsync(
        IServiceProvider services, Database database, string file)
    {
        await using var tx = await database.WriteAsync();
        var store = await services.GetRequiredService<IStoreBook>().BySlugOrOpenAsync(tx, "bench", "Bench", "USD");
        var paths = Csv.Read(file).Select(PathOf).Where(path => path.Length > 0)
            .SelectMany(path => path.Select((_, i) => string.Join('/', path.Take(i + 1)))).Distinct().ToList();
        var put = await PutCategories.RunAsync(tx, "bench",
        [
            .. paths.OrderBy(path => path.Count(letter => letter == '/')).Select(path => new PutCategories.Category(
                path, path.Contains('/') ? path[..path.LastIndexOf('/')] : null,
                new Dictionary<string, string> { ["en"] = path.Split('/')[^1] })),
        ]);
        await tx.CommitAsync();
        return (store.Id, put.Ids);
    }

    static string[] PathOf(Dictionary<string, string> row) =>
        [.. new[] { Cell(row, "main_category", "category"), Cell(row, "sub_category") }.OfType<string>()];

    static Listing Listed(Dictionary<string, string> row, Guid store, IReadOnlyDictionary<string, Guid> categories)
    {
        var id = Cell(row, "product_id", "id", "asin")
            ?? throw new InvalidDataException("The product file needs a column product_id.");
        var title = Cell(row, "title", "name") ?? id;
        var price = Cell(row, "price", "price_inr") is { } text
            && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
                ? (long)(value * 100) : 0;
        var path = string.Join('/', PathOf(row));
        return new(
            "bench", id, title.Length > 500 ? title[..500] : title,
            Cell(row, "description") ?? "", Cell(row, "brand"), "en", [],
            categories.TryGetValue(path, out var category) ? [category] : [],
            [new([], price > 0 ? [new(store, id, price, null, "USD", 10)] : [])], [], [])
        {
            NewId = Id.New(),
        };
    }

    static string? Cell(Dictionary<string, string> row, params string[] names) => names
        .Select(name => row.GetValueOrDefault(name)?.Trim()).FirstOrDefault(cell => !string.IsNullOrEmpty(cell));
}
