using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Feria.Kernel;

namespace Feria.Bench;

/// <summary>Changes something and asks, place by place, until none shows what was before.</summary>
static class Elsewhere
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Milliseconds until each place shows the new price, in their order.</summary>
    public static async Task<double[]> PriceAsync(
        Database database, HttpClient[] places, Guid product, Guid offer, long price)
    {
        // A copy is kept wherever it can be wrong.
        foreach (var place in places) await ShownAsync(place, product);
        await using (var tx = await database.WriteAsync())
        {
            await tx.ExecuteAsync(
                "update catalog.offer set price_minor = @price where id = @offer", new { price, offer });
            tx.Append(new OfferPriced(product, offer, price, "BRL"));
            await tx.CommitAsync();
        }

        return await UntilAllAsync(places, async place => await ShownAsync(place, product) == price);
    }

    /// <summary>Milliseconds until each place refuses somebody who signed out here.</summary>
    public static async Task<double[]> SignOutAsync(HttpClient here, HttpClient[] places, string email)
    {
        var entered = await here.PostAsJsonAsync("/api/v1/sessions", new { email, password = Password });
        entered.EnsureSuccessStatusCode();
        var session = await entered.Content.ReadFromJsonAsync<JsonElement>();
        var bearer = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
        await UntilAllAsync(places, place => IsInAsync(place, bearer));

        using var leave = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/sessions/current")
        {
            Headers = { Authorization = bearer },
        };
        (await here.SendAsync(leave)).EnsureSuccessStatusCode();
        return await UntilAllAsync(places, async place => !await IsInAsync(place, bearer));
    }

    /// <summary>The e-mail address of a new account.</summary>
    public static async Task<string> RegisterAsync(HttpClient here)
    {
        var email = $"bench.{Guid.NewGuid():N}@example.com";
        var answer = await here.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Bench", email, idNumber = "529.982.247-25", phone = "+55 11 91234-5678", password = Password,
            address = new
            {
                line1 = "Rua 1", city = "São Paulo", region = "SP", postalCode = "01000-000", country = "BR",
            },
        });
        answer.EnsureSuccessStatusCode();
        return email;
    }

    const string Password = "correct horse battery";

    static async Task<long> ShownAsync(HttpClient place, Guid product) =>
        (await place.GetFromJsonAsync<JsonElement>($"/api/v1/products/{product}"))
        .GetProperty("offer").GetProperty("price").GetProperty("amount").GetInt64();

    static async Task<bool> IsInAsync(HttpClient place, AuthenticationHeaderValue bearer)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        ask.Headers.Authorization = bearer;
        using var answer = await place.SendAsync(ask);
        if (answer.StatusCode == HttpStatusCode.Unauthorized) return false;
        answer.EnsureSuccessStatusCode();
        return true;
    }

    // A place that shows it and then once more does not (a gateway before several processes) has not shown it yet.
    static async Task<double[]> UntilAllAsync(HttpClient[] places, Func<HttpClient, Task<bool>> shows)
    {
        var began = Stopwatch.GetTimestamp();
        var shown = new double?[places.Length];
        await Task.WhenAll(places.Select(async (place, i) =>
        {
            while (shown.Any(one => one is null))
            {
                if (Stopwatch.GetElapsedTime(began) > Patience) throw new TimeoutException("It is never shown.");
                shown[i] = await shows(place)
                    ? shown[i] ?? Stopwatch.GetElapsedTime(began).TotalMilliseconds
                    : null;
                await Task.Delay(Pause);
            }
        }));
        return [.. shown.Select(one => one!.Value)];
    }
}
