using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Catalog;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Stores.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>People who open stores and people who approve them, each signed in for real.</summary>
static class Street
{
    /// <summary>An account with a verified e-mail address, unless said otherwise.</summary>
    public static async Task<Person> PersonAsync(this DemoHost host, bool isVerified = true, string? role = null)
    {
        var email = Api.NewEmail();
        var (id, token) = await host.Http.RegisterAsync(email);
        if (isVerified)
            await host.SqlAsync($"update accounts.account set status = 'active' where id = '{id}'");
        if (role is not null)
            await host.SqlAsync($"""
                insert into accounts.account_role (region, account_id, role) values ('main', '{id}', '{role}')
                """);
        host.ForgetCopies();
        return new(host, id, token, email);
    }

    /// <summary>A store of this owner's, as a draft with everything told.</summary>
    public static async Task<Guid> OpenAsync(this Person owner, string? name = null)
    {
        var opened = await owner.DoAsync(HttpMethod.Post, "/store", new
        {
            name = name ?? $"Lamps {Guid.NewGuid():N}",
            about = "Lamps made by hand in Minas Gerais, one at a time.",
            city = "Ouro Preto",
            country = "BR",
            language = "pt",
            currency = "BRL",
        });
        return opened.Body.GetProperty("id").GetGuid();
    }

    public static async Task AttestAllAsync(this Person owner, Guid store)
    {
        foreach (var name in new[] { "terms_accepted", "goods_lawful" })
            Assert.Equal(200, (await owner.DoAsync(
                HttpMethod.Post, $"/store/{store}/requirements/{name}/attest")).Status);
    }

    /// <summary>The same, applied for and approved.</summary>
    public static async Task<Guid> OpenApprovedAsync(this Person owner, Person manager)
    {
        var store = await owner.OpenAsync();
        await owner.AttestAllAsync(store);
        Assert.Equal(200, (await owner.DoAsync(HttpMethod.Post, $"/store/{store}/apply")).Status);
        Assert.Equal(200, (await manager.DoAsync(
            HttpMethod.Post, $"/admin/stores/{store}/requirements/identity_proved", new { how = "verified" })).Status);
        Assert.Equal(200, (await manager.DecideAsync(store, "approve")).Status);
        return store;
    }

    public static Task<Said> DecideAsync(this Person manager, Guid store, string decision, string? why = null) =>
        manager.DoAsync(HttpMethod.Post, $"/admin/stores/{store}/decisions", new { decision, why });

    /// <summary>Puts ten units of something on the store's shelf and gives its offer.</summary>
    public static async Task<(Guid Product, Guid Offer)> ShelveAsync(this DemoHost host, Guid store, string title)
    {
        await using (var tx = await host.Database.WriteAsync())
        {
            await PutListings.RunAsync(tx, host.Services.GetRequiredService<IStock>(),
            [
                new Listing("test", title, title, "Gives light.", null, "en", [], [],
                    [new([], [new(store, title, 1000, null, "BRL", 10)])], [], []),
            ], "test");
            await tx.CommitAsync();
        }

        await host.SettleAsync();
        var offer = (Guid)(await host.SqlAsync($"select id from catalog.offer where sku = '{title}'"))!;
        var product = (Guid)(await host.SqlAsync($"select id from catalog.product where title = '{title}'"))!;
        return (product, offer);
    }

    /// <summary>All of a store that its staff or the platform could change, as one text.</summary>
    public static async Task<string> AllOfAsync(this DemoHost host, Guid store) => (string)(await host.SqlAsync($"""
        select concat_ws(' ',
            (select s::text from stores.store s where id = '{store}'),
            (select string_agg(p::text, ' ' order by account_id) from stores.staff p where store_id = '{store}'),
            (select string_agg(m::text, ' ' order by requirement)
                from stores.requirement_met m where store_id = '{store}'),
            (select string_agg(h::text, ' ' order by id) from stores.store_history h where store_id = '{store}'),
            (select string_agg(i::text, ' ' order by id) from stores.invitation i where store_id = '{store}'))
        """))!;
}

/// <summary>What somebody was answered.</summary>
sealed record Said(int Status, JsonElement Body)
{
    public string? Code => Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string? Text(string name) => Body.GetProperty(name).GetString();
}

/// <summary>Somebody signed in.</summary>
sealed record Person(DemoHost Host, Guid Id, string Token, string Email)
{
    public async Task<Said> DoAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await Host.Http.SendAsync(method, path, Token, body);
        return new(
            (int)answer.StatusCode, answer.Content.Headers.ContentLength is 0 ? default : await answer.JsonAsync());
    }

    /// <summary>The address of a picture they sent.</summary>
    public async Task<string> SendAsync(byte[] picture)
    {
        var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/pictures")
        {
            Content = new ByteArrayContent(picture) { Headers = { ContentType = new("image/png") } },
        };
        asked.Headers.Authorization = new("Bearer", Token);
        return (await (await Host.Http.SendAsync(asked)).JsonAsync()).GetProperty("url").GetString()!;
    }

    public Task<Said> GetAsync(string path) => DoAsync(HttpMethod.Get, path);
}
