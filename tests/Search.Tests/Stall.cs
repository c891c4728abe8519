using System.Net.Http.Json;
using System.Text.Json;
using Feria.Catalog;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search.Tests;

/// <summary>A marketplace with a shelf of products to look for.</summary>
public class Stall : FeriaHost
{
    public Guid Store { get; private set; }

    public IReadOnlyDictionary<string, Guid> Categories { get; private set; } = new Dictionary<string, Guid>();

    protected override async Task PrepareAsync()
    {
        await using (var tx = await Database.WriteAsync())
        {
            Store = (await Services.GetRequiredService<IStoreBook>().BySlugOrOpenAsync(tx, "stall", "Stall", "USD")).Id;
            Categories = (await PutCategories.RunAsync(tx, "test",
            [
                new("home", null, Named("Home")), new("lighting", "home", Named("Lighting")),
                new("kitchen", "home", Named("Kitchen")), new("fashion", null, Named("Fashion")),
            ])).Ids;
            await tx.CommitAsync();
        }

        await PutAsync(
            Thing("b1", "Acme LED Light Bulb 60-Watt", "lighting", "Acme", 500),
            Thing("b2", "Acme Halogen Lightbulb 40W", "lighting", "Acme", 300),
            Thing("b3", "Borealis Desk Lamp with LED bulb", "lighting", "Borealis", 4_500, stock: 0),
            Thing("k1", "Crisp Refrigerator 18 cu. ft. White", "kitchen", "Crisp", 89_900),
            Thing("k2", "Crisp Mini Refrigerator", "kitchen", "Crisp", 19_900),
            Thing("k3", "Kettle 1-1/2 l", "kitchen", "Crisp", 2_500),
            Thing("k4", "Replacement filter for refrigerator", "kitchen", "Borealis", 900),
            Thing("c1", "Coating SC-141 Tugboat", "home", "Behr", 3_000),
            Thing("c2", "Coating SC-142 Cactus", "home", "Behr", 3_100),
            Thing("f1", "Zapatillas rojas de montaña", "fashion", "Andes", 7_000, language: "es"),
            Thing("f2", "Camisão de algodão", "fashion", "Brasa", 5_000, language: "pt"),
            Thing("f3", "Women's shirt", "fashion", "Andes", 5_000));
        await SettleAsync();
    }

    public async Task PutAsync(params Listing[] listings)
    {
        await using var tx = await Database.WriteAsync();
        var outcome = await PutListings.RunAsync(tx, Services.GetRequiredService<IStock>(), listings, "test");
        Assert.Empty(outcome.Refused);
        await tx.CommitAsync();
    }

    public Listing Thing(
        string id, string title, string category, string? brand = null, long price = 1_000, long stock = 5,
        string language = "en", string? description = null) => new(
        "test", id, title, description ?? "", brand, language, [], [Categories[category]],
        [new([], [new(Store, $"SKU-{id}", price, null, "USD", stock)])], [], []);

    public virtual async Task<JsonElement> AskAsync(string query)
    {
        var answer = await Http.GetAsync($"/api/v1/products?{query}");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<IReadOnlyList<string>> TitlesAsync(string query) =>
        [.. (await AskAsync(query)).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("title").GetString()!)];

    static Dictionary<string, string> Named(string name) => new() { ["en"] = name, ["es"] = $"{name} (es)" };
}
