using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Operations.Tests;

/// <summary>A market, and somebody who may look after it.</summary>
public sealed class Desk : Market
{
    // These tests break reactions on purpose.
    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Logging:LogLevel:Feria.Kernel"] = "None" };

    /// <summary>Stands still where a test has it stand.</summary>
    public StoppedClock Clock { get; } = new();

    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Services.AddSingleton<TimeProvider>(Clock);
    }

    public HttpClient Operator => As(Guid.NewGuid(), Permission.ManageOperations);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var client = Operator;
        return await client.GetFromJsonAsync<JsonElement>("/api/v1" + path);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, object body)
    {
        using var client = Operator;
        return await client.PostAsJsonAsync("/api/v1" + path, body);
    }

    public async Task<HttpResponseMessage> DeleteAsync(string path)
    {
        using var client = Operator;
        return await client.DeleteAsync("/api/v1" + path);
    }

    public async Task<JsonElement> StandingAsync(string reaction) =>
        (await GetAsync("/admin/reactions")).GetProperty("items").EnumerateArray()
        .Single(one => one.GetProperty("name").GetString() == reaction);

    /// <summary>Buys one unit of each offer, cash on delivery, as a guest.</summary>
    public async Task BuyAsync(params Guid[] offers)
    {
        using var guest = AsGuest();
        foreach (var offer in offers)
            (await guest.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity = 1 })).EnsureSuccessStatusCode();
        (await guest.PostAsJsonAsync("/api/v1/checkouts", new
        {
            contact = new { fullName = "Bea Núñez", email = $"bea.{Guid.NewGuid():N}@example.com" },
            address = new
            {
                line1 = "Rua Um 1", city = "São Paulo", region = "SP", postalCode = "01000-000", country = "BR",
            },
            payment = new { method = "cash_on_delivery" },
        })).EnsureSuccessStatusCode();
    }

    public sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset? At { get; set; }

        public override DateTimeOffset GetUtcNow() => At ?? base.GetUtcNow();
    }
}
