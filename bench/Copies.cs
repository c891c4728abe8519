using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Feria.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
            prices.Add(await PriceAsync(here, there, product, offer, price));
        Tell(figures, "price_elsewhere_ms", prices);

        var ends = new List<double>();
        var email = await RegisterAsync(here);
        for (var i = 0; i < 30; i++) ends.Add(await SignOutAsync(here, there, email));
        Tell(figures, "sign_out_elsewhere_ms", ends);

        var path = $"/api/v1/products/{product}";
        var bytes = await here.Http.GetByteArrayAsync(path);
        await using var bare = await BareAsync(bytes);
        var (limit, product1) = (new List<double>(), new List<double>());
        for (var round = 0; round < 2; round++)
        {
            limit.Add(await LoadAsync(bare.Address, "/"));
            product1.Add(await LoadAsync(here.Http.BaseAddress!, path));
        }

        figures["bare_endpoint_per_second"] = (int)limit.Max();
        figures["hot_product_per_second"] = (int)product1.Max();
        figures["hot_product_ratio"] = Math.Round(product1.Max() / limit.Max(), 2);
    }

    static void Tell(Dictionary<string, object> figures, string name, List<double> values)
    {
        values.Sort();
        figures[name + "_p50"] = Math.Round(ReadSide.Share(values, .5), 1);
        figures[name + "_p99"] = Math.Round(ReadSide.Share(values, .99), 1);
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

    static async Task<double> PriceAsync(Installation here, Installation there, Guid product, Guid offer, long price)
    {
        await ShownAsync(there, product);
        await using (var tx = await here.Database.WriteAsync())
        {
            await tx.ExecuteAsync(
                "update catalog.offer set price_minor = @price where id = @offer", new { price, offer });
            tx.Append(new OfferPriced(product, offer, price, "BRL"));
            await tx.CommitAsync();
        }

        var changed = Stopwatch.GetTimestamp();
        while (await ShownAsync(there, product) != price)
        {
        }

        return Stopwatch.GetElapsedTime(changed).TotalMilliseconds;
    }

    static async Task<long> ShownAsync(Installation there, Guid product) =>
        (await there.Http.GetFromJsonAsync<JsonElement>($"/api/v1/products/{product}"))
        .GetProperty("offer").GetProperty("price").GetProperty("amount").GetInt64();

    static async Task<string> RegisterAsync(Installation here)
    {
        var email = $"bench.{Guid.NewGuid():N}@example.com";
        var answer = await here.Http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Bench", email, idNumber = "529.982.247-25", phone = "+55 11 91234-5678",
            password = "correct horse battery",
            address = new
            {
                line1 = "Rua 1", city = "São Paulo", region = "SP", postalCode = "01000-000", country = "BR",
            },
        });
        answer.EnsureSuccessStatusCode();
        return email;
    }

    static async Task<double> SignOutAsync(Installation here, Installation there, string email)
    {
        var entered = await here.Http.PostAsJsonAsync(
            "/api/v1/sessions", new { email, password = "correct horse battery" });
        var session = await entered.Content.ReadFromJsonAsync<JsonElement>();
        var bearer = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
        while (!await IsInAsync()) await Task.Delay(5);

        using var leave = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/sessions/current")
        {
            Headers = { Authorization = bearer },
        };
        (await here.Http.SendAsync(leave)).EnsureSuccessStatusCode();
        var left = Stopwatch.GetTimestamp();
        while (await IsInAsync())
        {
        }

        return Stopwatch.GetElapsedTime(left).TotalMilliseconds;

        async Task<bool> IsInAsync()
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
            ask.Headers.Authorization = bearer;
            return (await there.Http.SendAsync(ask)).IsSuccessStatusCode;
        }
    }

    sealed record Bare(WebApplication App, Uri Address) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    static async Task<Bare> BareAsync(byte[] bytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", () => Results.Bytes(bytes, "application/json; charset=utf-8"));
        await app.StartAsync();
        return new(app, new(app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.First()));
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
