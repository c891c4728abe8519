using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Inventory.Tests;

/// <summary>A store with people who work in it, for tests of what it keeps on its shelves.</summary>
static class Shop
{
    /// <summary>A registered account of this name.</summary>
    public static async Task<Guid> PersonAsync(this Market market, string name = "Ana Lima")
    {
        using var http = market.NewClient();
        var answer = await http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = name, email = $"p.{Guid.NewGuid():N}@example.com", idNumber = "529.982.247-25",
            phone = "+55 11 91234-5678", password = "correct horse battery",
            address = new
            {
                line1 = "Rua 1", city = "São Paulo", region = "SP", postalCode = "01000-000", country = "BR",
            },
        });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).GetProperty("id").GetGuid();
    }

    public static Task EmployAsync(this Market market, Guid store, Guid account, string role = "clerk") =>
        market.SqlAsync($"""
            insert into stores.staff (store_id, account_id, role) values ('{store}', '{account}', '{role}')
            """);

    /// <summary>A store and a clerk of it, signed in.</summary>
    public static async Task<(Guid Store, HttpClient Clerk)> OpenAsync(this Market market, string name = "Ana Lima")
    {
        var (store, clerk) = (await market.OpenStoreAsync(), await market.PersonAsync(name));
        await market.EmployAsync(store, clerk);
        return (store, market.As(clerk));
    }

    public static string PathOf(Guid store, Guid? offer = null) =>
        $"/api/v1/store/{store}/stock{(offer is null ? "" : $"/{offer}")}";

    public static async Task<T> DoAsync<T>(this Market market, Func<Tx, Task<T>> work)
    {
        await using var tx = await market.Database.WriteAsync();
        var result = await work(tx);
        await tx.CommitAsync();
        return result;
    }

    public static Task DoAsync(this Market market, Func<Tx, Task> work) =>
        market.DoAsync(async tx => { await work(tx); return 0; });

    /// <summary>Every letter of this kind that was posted, oldest first.</summary>
    public static async Task<IReadOnlyList<Letter>> LettersAsync(this Market market, string template)
    {
        await using var session = await market.Database.ReadFreshAsync();
        var vault = market.Services.GetRequiredService<Vault>();
        return
        [
            .. (await session.ListAsync<byte[]>(
                "select letter_sealed from notifications.letter where template = @template order by id",
                new { template })).Select(closed => JsonSerializer.Deserialize<Letter>(
                    vault.Open(closed, "notifications.letter"), Json.Options)!),
        ];
    }
}
