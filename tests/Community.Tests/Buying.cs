using System.Net.Http.Json;
using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Community.Tests;

/// <summary>A store with something on its shelf, and people who were delivered it.</summary>
sealed record Shop(DemoHost Host, Person Owner, Person Manager, Guid Store, Guid Product, Guid Offer)
{
    public static async Task<Shop> OpenAsync(DemoHost host, Person? manager = null)
    {
        var owner = await host.PersonAsync();
        manager ??= await host.PersonAsync(role: "administrator");
        var store = await owner.OpenApprovedAsync(manager);
        var (product, offer) = await host.ShelveAsync(store, $"Lamp{Guid.NewGuid():N}");
        return new(host, owner, manager, store, product, offer);
    }

    /// <summary>Buys one of it; the order.</summary>
    public async Task<Guid> SellAsync(Person buyer)
    {
        var bought = await buyer.DoAsync(HttpMethod.Post, "/checkouts", Purchase);
        Assert.True(bought.Status == 201, $"{bought}");
        return bought.Body.GetProperty("orders")[0].GetProperty("id").GetGuid();
    }

    /// <summary>The same by somebody without an account.</summary>
    public async Task<Guid> SellToGuestAsync(string guest, string email)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/checkouts");
        asked.Headers.Add("Feria-Cart", guest);
        asked.Content = JsonContent.Create(new
        {
            address = Address, payment = Cash, items = new[] { new { offer = Offer, quantity = 1 } },
            contact = new { fullName = "Gil Guest", email },
        });
        var answer = await Host.Http.SendAsync(asked);
        Assert.Equal(201, (int)answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("orders")[0].GetProperty("id").GetGuid();
    }

    public async Task DeliverAsync(Guid order)
    {
        foreach (var status in new[] { "shipped", "delivered" })
            Assert.Equal(200, (await Manager.DoAsync(
                HttpMethod.Post, $"/admin/orders/{order}/status", new { status })).Status);
    }

    /// <summary>Somebody who was delivered one of it.</summary>
    public async Task<Person> BuyerAsync()
    {
        var buyer = await Host.PersonAsync();
        await DeliverAsync(await SellAsync(buyer));
        return buyer;
    }

    /// <summary>Somebody else who works there.</summary>
    public async Task<Person> ClerkAsync()
    {
        var clerk = await Host.PersonAsync();
        await Host.SqlAsync(
            $"insert into stores.staff (store_id, account_id, role) values ('{Store}', '{clerk.Id}', 'clerk')");
        return clerk;
    }

    object Purchase => new
    {
        address = Address, payment = Cash, items = new[] { new { offer = Offer, quantity = 1 } },
    };

    static readonly object Cash = new { method = "cash_on_delivery" };

    static readonly object Address = new
    {
        line1 = "Rua das Flores, 12", city = "São Paulo", region = "SP", postalCode = "01310-100", country = "BR",
    };
}
