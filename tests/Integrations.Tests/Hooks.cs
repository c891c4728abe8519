using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Feria.Community.Tests;
using Feria.Contracts;
using Feria.Kernel;
using Feria.Stores.Tests;

namespace Feria.Integrations.Tests;

/// <summary>A webhook of a store, and the receiver at its address.</summary>
sealed record Hook(WebhookHost Host, Shop Shop, Guid Id, string Name, string Secret)
{
    public string Path => $"/store/{Shop.Store}/webhooks/{Id}";

    public static async Task<Hook> AddAsync(WebhookHost host, Shop shop, params string[] kinds)
    {
        var name = $"r{Guid.NewGuid():N}";
        var said = await shop.Owner.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/webhooks", new
        {
            url = Receiver.AddressOf(name),
            description = "Stock room",
            kinds = kinds.Length > 0 ? kinds : [.. WebhookKind.All],
        });
        Assert.True(said.Status == 201, $"{said}");
        return new(host, shop, said.Body.GetProperty("id").GetGuid(), name, said.Text("secret")!);
    }

    /// <summary>Has it told something.</summary>
    public async Task TestAsync() => Assert.Equal(202, (await DoAsync(HttpMethod.Post, "/test")).Status);

    public Task<Said> DoAsync(HttpMethod method, string path, object? body = null) =>
        Shop.Owner.DoAsync(method, Path + path, body);

    public async Task<JsonElement> GetAsync()
    {
        var said = await DoAsync(HttpMethod.Get, "");
        Assert.Equal(200, said.Status);
        return said.Body;
    }

    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(string query = "")
    {
        var said = await DoAsync(HttpMethod.Get, "/deliveries" + query);
        Assert.Equal(200, said.Status);
        return [.. said.Body.GetProperty("items").EnumerateArray()];
    }

    public async Task<JsonElement> OnlyAsync() => Assert.Single(await DeliveriesAsync());

    public async Task<Said> PutAsync(bool isOn, int? version = null) => await DoAsync(HttpMethod.Put, "", new
    {
        version = version ?? (await GetAsync()).GetProperty("version").GetInt32(),
        isOn,
        terms = new { url = Receiver.AddressOf(Name), description = "", kinds = WebhookKind.All },
    });
}

/// <summary>Checks signatures by the words of the specification, without a line of the product's.</summary>
static class Verifying
{
    public static bool IsSigned(this Heard heard, string secret)
    {
        Assert.StartsWith("whsec_", secret);
        using var mac = new HMACSHA256(Convert.FromBase64String(secret["whsec_".Length..]));
        var expected = mac.ComputeHash(Encoding.UTF8.GetBytes(heard.Id + "." + heard.Timestamp + "." + heard.Body));
        return heard.Signature.Split(' ').Any(one => one.Split(',') is ["v1", var signature]
            && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(signature), expected));
    }
}
