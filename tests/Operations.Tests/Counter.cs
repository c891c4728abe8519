using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Operations.Tests;

/// <summary>A market, and an operator who sets things while it runs.</summary>
public sealed class Counter : Market
{
    public HttpClient Setter { get; private set; } = null!;

    protected override Task PrepareAsync()
    {
        Setter = As(Guid.NewGuid(), Permission.ManageSettings);
        return Task.CompletedTask;
    }

    public async Task<JsonElement> ReadAsync(string key) =>
        await Setter.GetFromJsonAsync<JsonElement>($"/api/v1/admin/settings/{key}");

    public async Task<HttpResponseMessage> PutAsync(
        string key, object? value, int version, DateTimeOffset? from = null) => await Setter.PutAsJsonAsync(
            $"/api/v1/admin/settings/{key}", new { value, version, why = "The test wants it.", from });

    public async Task SetAsync(string key, object? value)
    {
        var answer = await PutAsync(key, value, (await ReadAsync(key)).GetProperty("version").GetInt32());
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Does something with a setting as it is given, and leaves it as it usually is.</summary>
    public async Task WithAsync(string key, object value, Func<Task> work)
    {
        await SetAsync(key, value);
        try
        {
            await work();
        }
        finally
        {
            await SetAsync(key, null);
        }
    }

    /// <summary>A switched-off thing.</summary>
    public static readonly object Off = new { isOn = false, percent = 100, accounts = Array.Empty<Guid>() };

    /// <summary>What buys one unit of an offer in cash.</summary>
    public static object Purchase(Guid offer, int quantity = 1, string country = "BR") => new
    {
        contact = new { fullName = "Bea Núñez", email = "bea@example.com" },
        address = new { line1 = "Rua Um 1", city = "São Paulo", region = "SP", postalCode = "01000-000", country },
        payment = new { method = "cash_on_delivery" },
        items = new[] { new { offer, quantity } },
    };

    public static async Task RefusesAsync(int status, string code, Task<HttpResponseMessage> asked)
    {
        var answer = await asked;
        Assert.Equal((status, code), ((int)answer.StatusCode, await answer.CodeAsync()));
    }
}
