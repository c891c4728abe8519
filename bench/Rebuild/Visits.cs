using System.Net.Http.Headers;
using System.Net.Http.Json;
using Dapper;
using Npgsql;

namespace Feria.Bench;

/// <summary>What shoppers of a world ask for: pages and answers about what is wanted most, and orders.</summary>
sealed class Visits
{
    const int Products = 2000;
    const int Buyers = 20;

    readonly HttpClient http;
    readonly (string Id, string Slug, string[] Words, string Offer)[] products;
    readonly string[] categories;
    readonly AuthenticationHeaderValue[] buyers;
    readonly Zipf zipf;

    Visits(
        HttpClient http, (string, string, string[], string)[] products, string[] categories,
        AuthenticationHeaderValue[] buyers)
    {
        (this.http, this.products, this.categories, this.buyers) = (http, products, categories, buyers);
        zipf = new Zipf(products.Length);
    }

    public static async Task<Visits> OpenAsync(Installation installation)
    {
        await using var connection = new NpgsqlConnection(installation.ConnectionString);
        var products = (await connection.QueryAsync<(string Id, string Slug, string Title, string Offer)>(
            ProductsSql, new { Products })).ToList();
        var categories = (await connection.QueryAsync<string>(Street.CategoriesSql)).ToArray();
        var buyers = new List<AuthenticationHeaderValue>();
        for (var n = 0; n < Buyers; n++)
            buyers.Add(new("Bearer", await People.SignInAsync(installation.Http, People.EmailOf(n))));

        return new(
            installation.Http,
            [.. products.Select(one => (one.Id, one.Slug, WordsOf(one.Title), one.Offer))], categories, [.. buyers]);
    }

    /// <summary>The same for the same number.</summary>
    public async Task<bool> LookAsync(long number, CancellationToken stop)
    {
        var chance = new Chance(Chance.SeedOf(1, "look", number));
        using var answer = await http.GetAsync(AddressOf(chance), stop);
        await answer.Content.CopyToAsync(Stream.Null, stop);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>A buyer orders one unit, to be paid at the door.</summary>
    public async Task<bool> BuyAsync(long number, CancellationToken stop)
    {
        var chance = new Chance(Chance.SeedOf(1, "buy", number));
        using var order = new HttpRequestMessage(HttpMethod.Post, "/api/v1/checkouts")
        {
            Content = JsonContent.Create(new
            {
                payment = new { method = "cash_on_delivery" },
                items = new[] { new { offer = products[chance.Below(products.Length)].Offer, quantity = 1 } },
            }),
        };
        order.Headers.Authorization = chance.Of(buyers);
        order.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        // Bought is bought: it is not called back in the middle.
        using var answer = await http.SendAsync(order, CancellationToken.None);
        return answer.IsSuccessStatusCode;
    }

    string AddressOf(Chance chance)
    {
        var product = products[zipf.Draw(chance)];
        var words = product.Words;
        return chance.Below(10) switch
        {
            0 => "/",
            < 4 => $"/product/{product.Slug}",
            < 6 => $"/api/v1/products/{product.Id}",
            < 9 => $"/api/v1/products?limit=24&q={Uri.EscapeDataString(
                string.Join(' ', Enumerable.Range(0, chance.Between(1, 3)).Select(_ => chance.Of(words))))}",
            _ => $"/category/{chance.Of(categories)}",
        };
    }

    static string[] WordsOf(string title) =>
        [.. title.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(10)];

    // Those sold most; of the same product always the same offer.
    const string ProductsSql = """
        -- bench.visits.products
        select p.id::text, p.slug, p.title, o.id::text
        from catalog.product p
        join lateral (
            select o.id
            from catalog.variant v
            join catalog.offer o on o.variant_id = v.id
            join inventory.stock s on s.offer_id = o.id
            where v.product_id = p.id and s.on_hand > 50
            order by o.id
            limit 1) o on true
        left join (select product_id, sum(units) as units from search.sale group by product_id) s
            on s.product_id = p.id
        order by s.units desc nulls last, p.id
        limit @Products
        """;
}
