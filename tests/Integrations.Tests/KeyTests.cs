using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Feria.Accounts.Tests;
using Feria.Community.Tests;
using Feria.Stores.Tests;
using Feria.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Integrations.Tests;

/// <summary>A key opens its own store, by its scopes, as long as it is good, and nothing else.</summary>
public sealed class KeyTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    /// <summary>What a program may ask of its store, the scope it takes, and what says that it did come in.</summary>
    public static TheoryData<string, string, string, object?> Doors { get; } = new()
    {
        { "read", "GET", "", null },
        { "read", "GET", "/orders", null },
        { "read", "GET", "/order-counts", null },
        { "read", "GET", "/listings", null },
        { "read", "GET", "/listings.csv", null },
        { "read", "GET", "/sheets", null },
        { "read", "GET", "/statistics", null },
        { "read", "GET", "/statistics.csv", null },
        { "orders", "GET", "/stock", null },
        { "orders", "PUT", "/stock/{offer}", new { onHand = 12 } },
        { "orders", "PUT", "/stock/{offer}/threshold", new { threshold = 2 } },
        { "orders", "POST", "/orders/{order}/preparation", null },
        { "orders", "GET", "/conversations", null },
        { "orders", "POST", "/conversations/{order}", new { text = "It left this morning." } },
        { "orders", "GET", "/questions", null },
        { "orders", "GET", "/reviews", null },
        { "listings", "POST", "/listings/{product}/pause", null },
        { "listings", "POST", "/listings/{product}/resume", null },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_key_comes_in_where_its_scopes_let_it_and_nowhere_else(
        string scope, string method, string path, object? body)
    {
        var (shop, theirs) = (await Shop.OpenAsync(host), await Shop.OpenAsync(host));
        var order = await shop.SellAsync(await host.PersonAsync());
        await host.SettleAsync();
        path = path.Replace("{offer}", $"{shop.Offer}").Replace("{order}", $"{order}")
            .Replace("{product}", $"{shop.Product}");
        foreach (var scopes in (string[][])[["read"], ["orders"], ["listings"], ["orders", "listings"]])
        {
            var key = await KeyAsync(shop, scopes);
            var others = await KeyAsync(theirs, scopes);
            var before = await AllOfAsync(shop);

            var strange = await AskAsync(others, method, $"/store/{shop.Store}{path}", body);
            Assert.Equal((404, "store_not_found"), (strange.Status, strange.Code));
            Assert.Equal(before, await AllOfAsync(shop));

            var said = await AskAsync(key, method, $"/store/{shop.Store}{path}", body);
            if (scope == "read" || scopes.Contains(scope)) Assert.InRange(said.Status, 200, 204);
            else
            {
                Assert.Equal((403, "store_key_lacks"), (said.Status, said.Code));
                Assert.Equal(before, await AllOfAsync(shop));
            }
        }
    }

    [Theory]
    [InlineData("GET", "/me")]
    [InlineData("GET", "/me/stores")]
    [InlineData("GET", "/me/sessions")]
    [InlineData("POST", "/store")]
    [InlineData("GET", "/admin/stores")]
    [InlineData("GET", "/admin/ledger")]
    [InlineData("GET", "/store/{store}/staff")]
    [InlineData("GET", "/store/{store}/keys")]
    [InlineData("POST", "/store/{store}/keys")]
    [InlineData("DELETE", "/store/{store}/keys/{key}")]
    [InlineData("GET", "/store/{store}/webhooks")]
    [InlineData("POST", "/store/{store}/webhooks")]
    [InlineData("POST", "/store/{store}/close")]
    [InlineData("POST", "/store/{store}/apply")]
    [InlineData("PUT", "/store/{store}")]
    [InlineData("PUT", "/store/{store}/holiday")]
    [InlineData("POST", "/store/{store}/invitations")]
    public async Task Nothing_of_a_person_is_a_key_s(string method, string path)
    {
        var shop = await Shop.OpenAsync(host);
        var key = await KeyAsync(shop, "read", "orders", "listings");
        var before = await AllOfAsync(shop) + await host.KeptAsync(shop.Store);

        var said = await AskAsync(key, method, path.Replace("{store}", $"{shop.Store}").Replace("{key}", $"{key.Id}"),
            method is "GET" or "DELETE" ? null : new { });

        Assert.Equal((401, "sign_in_needed"), (said.Status, said.Code));
        Assert.Equal(before, await AllOfAsync(shop) + await host.KeptAsync(shop.Store));
    }

    [Fact]
    public async Task A_key_s_token_is_shown_once_and_only_its_hash_is_kept()
    {
        var shop = await Shop.OpenAsync(host);
        var key = await KeyAsync(shop, "listings", "read");

        Assert.StartsWith("feria_sk_", key.Token);
        Assert.Equal(52, key.Token.Length);
        var listed = (await shop.Owner.GetAsync($"/store/{shop.Store}/keys")).Body;
        Assert.DoesNotContain(key.Token, listed.GetRawText());
        Assert.DoesNotContain(key.Token, await host.KeptAsync(shop.Store));
        var only = Assert.Single(listed.GetProperty("items").EnumerateArray());
        Assert.Equal(key.Token[..15], only.GetProperty("prefix").GetString());
        Assert.Equal(
            ["read", "listings"], only.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal("Ana Souza", only.GetProperty("madeBy").GetString());
    }

    [Fact]
    public async Task A_revoked_key_and_one_that_ended_open_nothing_from_then_on()
    {
        var shop = await Shop.OpenAsync(host);
        var (revoked, ended, stays) = (
            await KeyAsync(shop, "read"), await KeyAsync(shop, host.Clock.GetUtcNow().AddHours(2), "read"),
            await KeyAsync(shop, "read"));
        foreach (var key in new[] { revoked, ended, stays }) Assert.Equal(200, await StatusAsync(key, shop));

        Assert.Equal(204, (await shop.Owner.DoAsync(
            HttpMethod.Delete, $"/store/{shop.Store}/keys/{revoked.Id}")).Status);
        Assert.Equal(401, await StatusAsync(revoked, shop));
        Assert.Equal(204, (await shop.Owner.DoAsync(
            HttpMethod.Delete, $"/store/{shop.Store}/keys/{revoked.Id}")).Status);
        Assert.Equal(200, await StatusAsync(ended, shop));
        host.Clock.Pass(TimeSpan.FromHours(2));
        Assert.Equal(401, await StatusAsync(ended, shop));
        Assert.Equal(200, await StatusAsync(stays, shop));
    }

    [Fact]
    public async Task A_store_that_is_shut_lets_no_key_in_and_lets_it_in_again()
    {
        var shop = await Shop.OpenAsync(host);
        var key = await KeyAsync(shop, "read", "orders", "listings");
        Assert.Equal(200, (await shop.Manager.DecideAsync(shop.Store, "suspend", "Looked at.")).Status);
        var before = await AllOfAsync(shop);

        var reads = await AskAsync(key, "GET", $"/store/{shop.Store}/orders");
        var writes = await AskAsync(key, "PUT", $"/store/{shop.Store}/stock/{shop.Offer}", new { onHand = 1 });

        Assert.Equal((403, "store_key_rests"), (reads.Status, reads.Code));
        Assert.Equal((403, "store_key_rests"), (writes.Status, writes.Code));
        Assert.Equal(before, await AllOfAsync(shop));
        Assert.Equal(200, (await shop.Manager.DecideAsync(shop.Store, "reinstate")).Status);
        Assert.Equal(200, await StatusAsync(key, shop));
        Assert.Equal(200, (await shop.Owner.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/close")).Status);
        Assert.Equal(403, await StatusAsync(key, shop));
    }

    [Theory]
    [InlineData("feria_sk_")]
    [InlineData("feria_sk_ ")]
    [InlineData("feria_sk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("feria_sk_' or '1'='1' -- aaaaaaaaaaaaaaaa")]
    [InlineData("FERIA_SK_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("feria_sk_%00%00%00%00%00%00%00%00%00%00%00%00")]
    [InlineData("feria_sk_../../../../../../../../etc/passwd")]
    public async Task A_token_that_is_none_is_nobody_s(string token)
    {
        var shop = await Shop.OpenAsync(host);
        foreach (var text in new[] { token, token + new string('x', 200), token + new string('y', 30) })
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/store/{shop.Store}/orders");
            asked.Headers.TryAddWithoutValidation("Authorization", $"Bearer {text}");
            Assert.Equal(401, (int)(await host.Http.SendAsync(asked)).StatusCode);
        }
    }

    [Fact]
    public async Task A_key_in_a_cookie_is_no_key_and_carts_are_none_of_its_business()
    {
        var shop = await Shop.OpenAsync(host);
        var key = await KeyAsync(shop, "read", "orders");
        using var cookie = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/store/{shop.Store}/orders");
        cookie.Headers.Add("Cookie", $"feria={key.Token}");
        Assert.Equal(401, (int)(await host.Http.SendAsync(cookie)).StatusCode);

        // With a guest's token too it is not the guest.
        const string Guest = "a-guest-of-the-fair-with-a-cart";
        var order = await shop.SellToGuestAsync(Guest, Accounts.Tests.Api.NewEmail());
        using var guest = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/orders/{order}");
        guest.Headers.Add("Feria-Cart", Guest);
        guest.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Token);
        Assert.Equal(404, (int)(await host.Http.SendAsync(guest)).StatusCode);
    }

    [Fact]
    public async Task A_store_has_fifty_keys_however_many_are_made_at_once()
    {
        var shop = await Shop.OpenAsync(host);
        var made = await Task.WhenAll(Enumerable.Range(0, 56).Select(number => shop.Owner.DoAsync(
            HttpMethod.Post, $"/store/{shop.Store}/keys",
            new { name = $"Program {number}", scopes = new[] { "read" } })));

        Assert.Equal(50, made.Count(said => said.Status == 201));
        Assert.Equal(6, made.Count(said => said is { Status: 409, Code: "too_many_keys" }));
        var first = made.First(said => said.Status == 201).Body.GetProperty("id").GetGuid();
        Assert.Equal(204, (await shop.Owner.DoAsync(HttpMethod.Delete, $"/store/{shop.Store}/keys/{first}")).Status);
        await KeyAsync(shop, "read");
    }

    [Fact]
    public async Task Who_does_not_own_the_store_makes_and_revokes_no_keys()
    {
        var shop = await Shop.OpenAsync(host);
        var key = await KeyAsync(shop, "read");
        var (clerk, stranger) = (await shop.ClerkAsync(), (await Shop.OpenAsync(host)).Owner);
        var before = await host.KeptAsync(shop.Store);
        var body = new { name = "Mine", scopes = new[] { "read" } };

        foreach (var (person, status) in new[] { (clerk, 403), (stranger, 404) })
        {
            Assert.Equal(status, (await person.GetAsync($"/store/{shop.Store}/keys")).Status);
            Assert.Equal(status, (await person.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/keys", body)).Status);
            Assert.Equal(status, (await person.DoAsync(
                HttpMethod.Delete, $"/store/{shop.Store}/keys/{key.Id}")).Status);
        }

        Assert.Equal(before, await host.KeptAsync(shop.Store));
        Assert.Equal(200, await StatusAsync(key, shop));
    }

    [Theory]
    [InlineData("{\"name\":\"A\",\"scopes\":[]}")]
    [InlineData("{\"name\":\"A\",\"scopes\":[\"close\"]}")]
    [InlineData("{\"name\":\"A\",\"scopes\":[\"read\",\"read\"]}")]
    [InlineData("{\"name\":\"\",\"scopes\":[\"read\"]}")]
    [InlineData("{\"name\":\"A\",\"scopes\":[\"read\"],\"endsAt\":\"2020-01-01T00:00:00Z\"}")]
    [InlineData("{\"name\":\"A\",\"scopes\":[\"read\"],\"endsAt\":\"2199-01-01T00:00:00Z\"}")]
    public async Task A_key_that_makes_no_sense_is_not_made(string body)
    {
        var shop = await Shop.OpenAsync(host);
        var before = await host.KeptAsync(shop.Store);

        var said = await shop.Owner.DoAsync(
            HttpMethod.Post, $"/store/{shop.Store}/keys", System.Text.Json.Nodes.JsonNode.Parse(body));

        Assert.Contains(said.Status, new[] { 400, 422 });
        Assert.Equal(before, await host.KeptAsync(shop.Store));
    }

    [Fact]
    public async Task What_a_key_did_is_told_by_its_name_and_is_proved()
    {
        var shop = await Shop.OpenAsync(host);
        var key = await KeyAsync(shop, "orders");
        Assert.Equal(200, (await AskAsync(
            key, "PUT", $"/store/{shop.Store}/stock/{shop.Offer}", new { onHand = 3 })).Status);

        var told = (await shop.Owner.GetAsync($"/store/{shop.Store}/stock/{shop.Offer}")).Body;
        var movement = told.GetProperty("movements").GetProperty("items")[0];
        Assert.Equal("Stock room", movement.GetProperty("who").GetString());
        var findings = await host.Services.GetRequiredService<VerifyReferences>().RunAsync(null, default);
        Assert.Equal([], findings.Where(one => one.Broken > 0).Select(one => one.Claim));
    }

    [Fact]
    public async Task Use_is_noted_by_the_hour_and_no_oftener()
    {
        var shop = await Shop.OpenAsync(host);
        var key = await KeyAsync(shop, "read");
        Task<object?> UsedAsync() => host.SqlAsync($"select used_at from integrations.api_key where id = '{key.Id}'");
        var notes = host.Services.GetRequiredService<NoteUse>();
        Assert.Equal(DBNull.Value, await UsedAsync());

        await StatusAsync(key, shop);
        await notes.NoteAsync(default);
        var first = await UsedAsync();
        Assert.IsType<DateTime>(first);
        await StatusAsync(key, shop);
        await notes.NoteAsync(default);
        Assert.Equal(first, await UsedAsync());
        host.Clock.Pass(TimeSpan.FromMinutes(61));
        await StatusAsync(key, shop);
        await notes.NoteAsync(default);
        Assert.True((DateTime)(await UsedAsync())! - (DateTime)first >= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task One_key_s_answers_are_not_another_s()
    {
        var (ours, theirs) = (await Shop.OpenAsync(host), await Shop.OpenAsync(host));
        var mark = Guid.NewGuid().ToString();
        foreach (var shop in new[] { ours, theirs })
        {
            var key = await KeyAsync(shop, "orders");
            using var asked = new HttpRequestMessage(
                HttpMethod.Put, $"/api/v1/store/{shop.Store}/stock/{shop.Offer}")
            {
                Content = JsonContent.Create(new { onHand = 7 }),
            };
            asked.Headers.Authorization = new("Bearer", key.Token);
            asked.Headers.Add("Idempotency-Key", mark);
            var answer = await host.Http.SendAsync(asked);
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Equal(7L, await host.SqlAsync(
                $"select on_hand from inventory.stock where offer_id = '{shop.Offer}'"));
        }
    }

    sealed record ApiKey(Guid Id, string Token);

    static Task<ApiKey> KeyAsync(Shop shop, params string[] scopes) => KeyAsync(shop, null, scopes);

    static async Task<ApiKey> KeyAsync(Shop shop, DateTimeOffset? ends, params string[] scopes)
    {
        var said = await shop.Owner.DoAsync(
            HttpMethod.Post, $"/store/{shop.Store}/keys", new { name = "Stock room", scopes, endsAt = ends });
        Assert.True(said.Status == 201, $"{said}");
        return new(said.Body.GetProperty("id").GetGuid(), said.Text("token")!);
    }

    async Task<Said> AskAsync(ApiKey key, string method, string path, object? body = null)
    {
        var answer = await host.Http.SendAsync(new HttpMethod(method), path, key.Token, body);
        var text = await answer.Content.ReadAsStringAsync();
        return new((int)answer.StatusCode,
            text.StartsWith('{') ? System.Text.Json.JsonDocument.Parse(text).RootElement : default);
    }

    async Task<int> StatusAsync(ApiKey key, Shop shop) =>
        (await AskAsync(key, "GET", $"/store/{shop.Store}/orders")).Status;

    async Task<string> AllOfAsync(Shop shop) => await host.AllOfAsync(shop.Store) + (string)(await host.SqlAsync(
        string.Create(CultureInfo.InvariantCulture, $"""
        select concat_ws(' ',
            (select string_agg(o::text, ' ' order by id) from orders.store_order o where store_id = '{shop.Store}'),
            (select string_agg(h::text, ' ' order by h.id) from orders.order_history h
                join orders.store_order o on o.id = h.order_id where o.store_id = '{shop.Store}'),
            (select string_agg(s::text, ' ') from inventory.stock s where offer_id = '{shop.Offer}'),
            (select string_agg(m::text, ' ' order by id) from inventory.movement m where offer_id = '{shop.Offer}'),
            (select string_agg(o::text, ' ' order by id) from catalog.offer o where store_id = '{shop.Store}'),
            (select string_agg(c::text, ' ') from community.conversation c where store_id = '{shop.Store}'))
        """)))!;
}
