namespace Feria.Bench;

/// <summary>
/// A kind of search, beside the same question asked of PostgreSQL's own full-text search. No two searches in a row are
/// the same.
/// </summary>
/// <param name="Baseline">Its file in Baselines.</param>
/// <param name="QueryOf">The query part of its address.</param>
sealed record Searching(string Name, string Says, string Baseline, Func<Street, Chance, string> QueryOf)
{
    const double Target = .8;
    const int Addresses = 4096;

    public static IReadOnlyList<Searching> Classes { get; } =
    [
        new("search-common", "One word of very many products.", "fts_common.sql",
            (_, chance) => chance.Of(Goods.Things)),
        new("search-two", "Two words.", "fts_two.sql",
            (_, chance) => $"{chance.Of(Goods.Traits)} {chance.Of(Goods.Things)}"),
        new("search-rare", "A word of few products: a brand.", "fts_rare.sql",
            (street, chance) => Pgbench.RareOf(chance.Of(street.Products).Title)),
        new("search-filtered", "A common word, of a price and in stock.", "fts_filtered.sql",
            (_, chance) => chance.Of(Goods.Things) + "&minPrice=1000&maxPrice=20000&currency=USD&inStock=true"),
    ];

    public async Task<IReadOnlyList<Figure>> RunAsync(Street street, CancellationToken stop)
    {
        var addresses = new Chance(Chance.SeedOf(1, Name, 0));
        byte[][] asked =
        [
            .. Enumerable.Range(0, Addresses).Select(_ => Wire.Request(
                "GET", $"/api/v1/products?limit=20&q={QueryOf(street, addresses).Replace(' ', '+')}", null)),
        ];
        return
        [
            await Trial.RunAsync(
                street, Name, async (wire, chance, end) => await wire.AskAsync(chance.Of(asked), end) == 200,
                () => street.Pgbench.OnceAsync(Baseline, street.Plan), Target, stop),
        ];
    }
}
