using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Community.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>A buyer and a store talk about an order, and nobody else hears it.</summary>
public sealed class ConversationTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task Both_sides_write_and_what_is_unread_is_counted()
    {
        var shop = await Shop.OpenAsync(host);
        var (buyer, clerk) = (await host.PersonAsync(), await shop.ClerkAsync());
        var order = await shop.SellAsync(buyer);
        var (mine, theirs) = ($"/orders/{order}/messages", $"/store/{shop.Store}/conversations/{order}");
        Assert.Equal((0, 0), Standing((await buyer.GetAsync(mine)).Body));

        var sent = await SayAsync(buyer, mine, "  Is it blue? Write to ana@example.com\n");
        Assert.Equal((201, 1, "Is it blue? Write to •••"), (
            sent.Status, sent.Body.GetProperty("number").GetInt32(), sent.Text("text")));
        await SayAsync(buyer, mine, "Hello?");
        Assert.Equal((2, 0), Standing((await buyer.GetAsync(mine)).Body));
        var listed = (await clerk.GetAsync($"/store/{shop.Store}/conversations?unread=true")).Body
            .GetProperty("items")[0];
        Assert.Equal((order, 2, "Hello?"), (
            listed.GetProperty("order").GetGuid(), listed.GetProperty("unread").GetInt32(),
            listed.GetProperty("last").GetProperty("text").GetString()));
        var read = (await clerk.GetAsync(theirs)).Body.GetProperty("messages");
        Assert.Equal((2, 2), Standing(read));
        Assert.True(read.GetProperty("items")[1].GetProperty("isMasked").GetBoolean());

        Assert.Equal((2, 1), Standing((await clerk.DoAsync(HttpMethod.Put, theirs + "/read", new { upTo = 1 })).Body));
        Assert.Equal((2, 0), Standing((await clerk.DoAsync(HttpMethod.Put, theirs + "/read", new { upTo = 99 })).Body));
        Assert.Equal((2, 0), Standing((await clerk.DoAsync(HttpMethod.Put, theirs + "/read", new { upTo = 0 })).Body));
        Assert.Equal(201, (await SayAsync(clerk, theirs, "It is.")).Status);
        Assert.Equal((3, 1), Standing((await buyer.GetAsync(mine)).Body));
        Assert.Empty((await clerk.GetAsync($"/store/{shop.Store}/conversations?unread=true")).Body
            .GetProperty("items").EnumerateArray());

        // Nothing of it stands in the clear, and nothing of it is said in an event.
        Assert.Equal(0L, await host.SqlAsync($"""
            select (select count(*) from community.message m where m::text like '%blue%')
                + (select count(*) from kernel.event where body::text like '%blue%' or body::text like '%example.com%')
            """));
    }

    [Fact]
    public async Task Nobody_else_reads_writes_or_listens()
    {
        var shop = await Shop.OpenAsync(host);
        var elsewhere = await Shop.OpenAsync(host, shop.Manager);
        var buyer = await host.PersonAsync();
        var order = await shop.SellAsync(buyer);
        await SayAsync(buyer, $"/orders/{order}/messages", "Hello.");
        var before = await AllAsync(order);
        foreach (var stranger in new[] { elsewhere.Owner, await host.PersonAsync() })
            foreach (var (method, path, body) in Routes(shop.Store, order).Concat(Routes(elsewhere.Store, order)))
            {
                var refused = await stranger.DoAsync(method, path, body);
                Assert.True(refused.Status == 404, $"{method} {path}: {refused}");
                Assert.Contains(refused.Code, (string[])["order_not_found", "store_not_found"]);
            }

        Assert.Equal(before, await AllAsync(order));
        Assert.Equal(404, (await buyer.DoAsync(HttpMethod.Get, $"/store/{shop.Store}/conversations/{order}")).Status);
    }

    [Fact]
    public async Task A_crowd_writes_and_reads_at_once_and_the_counts_are_true()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await host.PersonAsync();
        var order = await shop.SellAsync(buyer);
        var (mine, theirs) = ($"/orders/{order}/messages", $"/store/{shop.Store}/conversations/{order}");
        var random = new Random(5);
        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(n => (n % 4) switch
        {
            0 => SayAsync(buyer, mine, $"b{n}"),
            1 => SayAsync(shop.Owner, theirs, $"s{n}"),
            2 => buyer.DoAsync(HttpMethod.Put, mine + "/read", new { upTo = random.Next(1, 40) }),
            _ => shop.Owner.DoAsync(HttpMethod.Put, theirs + "/read", new { upTo = random.Next(1, 40) }),
        }));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201, $"{answer}"));
        Assert.Equal(Enumerable.Range(1, 40), answers.Where(answer => answer.Status == 201)
            .Select(answer => answer.Body.GetProperty("number").GetInt32()).Order());
        Assert.Equal("", await host.SqlAsync($"""
            select coalesce(string_agg(order_id::text, ' '), '') from (
                {Claims.All.Single(claim => claim.Name == "community.unread-is-the-messages").Sql
                    .Replace("select c.order_id::text as offender", "select c.order_id")}) broken
            """));
    }

    [Fact]
    public async Task A_guest_talks_by_the_cookie_they_bought_with()
    {
        var shop = await Shop.OpenAsync(host);
        var guest = $"guest-{Guid.NewGuid():N}";
        var order = await shop.SellToGuestAsync(guest, Api.NewEmail());
        Assert.Equal(201, await AsGuestAsync(HttpMethod.Post, guest, new { text = "Hello?" }));
        Assert.Equal(404, await AsGuestAsync(HttpMethod.Post, $"guest-{Guid.NewGuid():N}", new { text = "Hello?" }));
        Assert.Equal(201, (await SayAsync(shop.Owner, $"/store/{shop.Store}/conversations/{order}", "Hello!")).Status);
        Assert.Equal(200, await AsGuestAsync(HttpMethod.Get, guest, null));

        async Task<int> AsGuestAsync(HttpMethod method, string token, object? body)
        {
            using var asked = new HttpRequestMessage(method, $"/api/v1/orders/{order}/messages");
            asked.Headers.Add("Feria-Cart", token);
            if (body is not null) asked.Content = JsonContent.Create(body);
            return (int)(await host.Http.SendAsync(asked)).StatusCode;
        }
    }

    [Fact]
    public async Task What_is_written_is_told_at_once()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await host.PersonAsync();
        var order = await shop.SellAsync(buyer);
        using var asked = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/orders/{order}/messages/live");
        asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", buyer.Token);
        asked.Headers.Accept.ParseAdd("text/event-stream");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var answer = await host.Http.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(patience.Token));
        Assert.Equal("""{"last":0,"unread":0}""", await NextAsync());
        await SayAsync(shop.Owner, $"/store/{shop.Store}/conversations/{order}", "On its way.");
        Assert.Equal("""{"last":1,"unread":1}""", await NextAsync());

        var once = await shop.Owner.GetAsync($"/orders/{order}/messages/live");
        Assert.Equal((1, 0), Standing(once.Body));

        async Task<string> NextAsync()
        {
            while (true)
                if (await lines.ReadLineAsync(patience.Token) is { } line
                    && line.StartsWith("data: ", StringComparison.Ordinal))
                    return line["data: ".Length..];
        }
    }

    [Fact]
    public async Task Who_has_not_read_after_a_while_gets_one_letter()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await host.PersonAsync();
        var order = await shop.SellAsync(buyer);
        for (var n = 0; n < 3; n++) await SayAsync(buyer, $"/orders/{order}/messages", $"Secret words {n}");
        await SayAsync(shop.Owner, $"/store/{shop.Store}/conversations/{order}", "Hello.");
        await buyer.DoAsync(HttpMethod.Put, $"/orders/{order}/messages/read", new { upTo = 4 });
        for (var n = 0; n < 2; n++)
        {
            await host.SqlAsync("update kernel.job set due_at = now() where kind = 'community.remind-unread'");
            await host.SettleAsync();
        }

        var letter = Assert.Single(await host.LettersAsync(shop.Owner.Email),
            one => one.GetProperty("template").GetString() == "message-of-buyer");
        Assert.Contains($"/sell/{shop.Store}/messages/{order}", letter.GetProperty("text").GetString());
        Assert.DoesNotContain("Secret", letter.GetProperty("text").GetString());
        Assert.DoesNotContain(await host.LettersAsync(buyer.Email),
            one => one.GetProperty("template").GetString() == "message-of-store");
    }

    [Fact]
    public async Task What_a_buyer_wrote_is_erased_when_they_leave()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await host.PersonAsync();
        var order = await shop.SellAsync(buyer);
        await SayAsync(buyer, $"/orders/{order}/messages", "Hello.");
        await SayAsync(shop.Owner, $"/store/{shop.Store}/conversations/{order}", "Hello!");
        await buyer.DoAsync(HttpMethod.Post, "/me/closure", new { password = Api.Password });
        await host.SettleAsync();
        var items = (await shop.Owner.GetAsync($"/store/{shop.Store}/conversations/{order}")).Body
            .GetProperty("messages").GetProperty("items");
        Assert.Equal(("Hello!", JsonValueKind.Null), (
            items[0].GetProperty("text").GetString(), items[1].GetProperty("text").ValueKind));
    }

    [Fact]
    public async Task Pages_go_back_to_the_first_word_and_a_conversation_has_an_end()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await host.PersonAsync();
        var order = await shop.SellAsync(buyer);
        for (var n = 1; n <= 5; n++) await SayAsync(buyer, $"/orders/{order}/messages", $"{n}");
        var (met, cursor) = ("", "");
        do
        {
            var page = (await buyer.GetAsync($"/orders/{order}/messages?limit=2{cursor}")).Body;
            met += string.Concat(page.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("text").GetString()));
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);
        Assert.Equal("54321", met);

        await host.SqlAsync($"update community.conversation set last_number = 1000 where order_id = '{order}'");
        var full = await SayAsync(buyer, $"/orders/{order}/messages", "One more.");
        Assert.Equal((409, "conversation_full"), (full.Status, full.Code));
        await host.SqlAsync($"update community.conversation set last_number = 5 where order_id = '{order}'");
        foreach (var (text, code) in new[]
        {
            ("", "message_empty"), (" \n\t", "message_empty"), (new string('a', 2001), "invalid_fields"),
            ("a\u0007", "invalid_fields"),
        }) Assert.Equal(code, (await SayAsync(buyer, $"/orders/{order}/messages", text)).Code);
    }

    static IEnumerable<(HttpMethod Method, string Path, object? Body)> Routes(Guid store, Guid order) =>
    [
        (HttpMethod.Get, $"/orders/{order}/messages", null),
        (HttpMethod.Get, $"/orders/{order}/messages/live", null),
        (HttpMethod.Post, $"/orders/{order}/messages", new { text = "Me too." }),
        (HttpMethod.Put, $"/orders/{order}/messages/read", new { upTo = 1 }),
        (HttpMethod.Get, $"/store/{store}/conversations/{order}", null),
        (HttpMethod.Post, $"/store/{store}/conversations/{order}", new { text = "Me too." }),
        (HttpMethod.Put, $"/store/{store}/conversations/{order}/read", new { upTo = 1 }),
    ];

    static Task<Said> SayAsync(Person who, string path, string text) =>
        who.DoAsync(HttpMethod.Post, path, new { text });

    static (int Last, int Unread) Standing(JsonElement body) =>
        (body.GetProperty("last").GetInt32(), body.GetProperty("unread").GetInt32());

    async Task<string> AllAsync(Guid order) => (string)(await host.SqlAsync($"""
        select concat_ws(' ',
            (select c::text from community.conversation c where order_id = '{order}'),
            (select string_agg(m::text, ' ' order by number) from community.message m where order_id = '{order}'))
        """))!;
}
