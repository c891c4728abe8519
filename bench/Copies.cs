using Feria.Kernel;

namespace Feria.Bench;

/// <summary>
/// How long what changed in one process is still shown by another, and a hot product beside an endpoint that sends the
/// same bytes from memory.
/// </summary>
static class Copies
{
    const int Changes = 200;
    const int Clients = 16;
    static readonly TimeSpan Run = TimeSpan.FromSeconds(8);

    public static async Task MeasureAsync(Installation here, Dictionary<string, object> figures)
    {
        var (product, offer) = await SellAsync(here);
        await using var there = await here.JoinAsync();
        var prices = new List<double>();
        for (var price = 2; price < 2 + Changes; price++)
            prices.AddRange(await Elsewhere.PriceAsync(here.Database, [there.Http], product, offer, price));
        ReadSide.Tell(figures, "price_elsewhere_ms", prices);

        var ends = new List<double>();
        var email = await Elsewhere.RegisterAsync(here.Http);
        for (var i = 0; i < 30; i++) ends.AddRange(await Elsewhere.SignOutAsync(here.Http, [there.Http], email));
        ReadSide.Tell(figures, "sign_out_elsewhere_ms", ends);

        var path = $"/api/v1/products/{product}";
        var bytes = await here.Http.GetByteArrayAsync(path);
        await using var bare = Bare.Build("http://127.0.0.1:0", new Dictionary<string, byte[]> { ["product"] = bytes });
        await bare.StartAsync();
        var (limit, product1) = (new List<double>(), new List<double>());
        for (var round = 0; round < 2; round++)
        {
            limit.Add(await LoadAsync(new(bare.Urls.First()), "/product"));
            product1.Add(await LoadAsync(here.Http.BaseAddress!, path));
        }

        figures["bare_endpoint_per_second"] = (int)limit.Max();
        figures["hot_product_per_second"] = (int)product1.Max();
        figures["hot_product_ratio"] = Math.Round(product1.Max() / limit.Max(), 2);
    }

    static async Task<(Guid Product, Guid Offer)> SellAsync(Installation here)
    {
        var (store, product, variant, offer) = (Id.New(), Id.New(), Id.New(), Id.New());
        await here.SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency, commission_basis_points)
            values ('{store}', 'bench', 'Bench', 'BR', 'BRL', 0);
            insert into catalog.product (id, slug, title, description, language)
            values ('{product}', 'hot', 'The hot product', '{new string('x', 2000)}', 'en');
            insert into catalog.variant (id, product_id) values ('{variant}', '{product}');
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values ('{offer}', '{variant}', '{store}', 'SKU', 1, 'BRL')
            """);
        return (product, offer);
    }

    // The clients are on the same processors; they cost both the same.
    static async Task<double> LoadAsync(Uri address, string path)
    {
        using var http = new HttpClient { BaseAddress = address };
        await DoAsync(TimeSpan.FromSeconds(2));
        return await DoAsync(Run);

        async Task<double> DoAsync(TimeSpan during)
        {
            var end = DateTime.UtcNow + during;
            var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
            {
                var count = 0L;
                for (; DateTime.UtcNow < end; count++) await http.GetByteArrayAsync(path);
                return count;
            })));
            return counts.Sum() / during.TotalSeconds;
        }
    }
}
