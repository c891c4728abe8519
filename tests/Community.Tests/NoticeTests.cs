using System.Net.Http.Headers;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Feria.Kernel;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Community.Tests;

/// <summary>What happens to somebody is told them in the application, once, and as they wish.</summary>
public sealed class NoticeTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task Buyer_and_store_are_told_what_happens_to_them_once_however_often_it_is_heard()
    {
        var (shop, buyer) = (await Shop.OpenAsync(host), await host.PersonAsync());
        Assert.Equal(200, (await shop.Owner.DoAsync(
            HttpMethod.Put, $"/store/{shop.Store}/stock/{shop.Offer}/threshold", new { threshold = 9 })).Status);
        var order = await shop.SellAsync(buyer);
        await shop.DeliverAsync(order);
        await buyer.DoAsync(HttpMethod.Post, $"/orders/{order}/messages", new { text = "When does it come?" });
        await shop.Owner.DoAsync(
            HttpMethod.Post, $"/store/{shop.Store}/conversations/{order}", new { text = "It came." });
        var asked = await buyer.DoAsync(
            HttpMethod.Post, $"/products/{shop.Product}/questions", new { text = "Is it heavy?", language = "en" });
        await host.SettleAsync();
        await shop.Owner.DoAsync(
            HttpMethod.Post, $"/questions/{asked.Body.GetProperty("id")}/answer",
            new { store = shop.Store, version = 0, text = "It is not." });
        await buyer.DoAsync(
            HttpMethod.Post, $"/products/{shop.Product}/reviews",
            new { rating = 4, title = "Bright", body = "Bright enough to read by.", language = "en" });
        await host.SqlAsync("update kernel.job set due_at = now() where kind = 'community.remind-unread'");
        await host.SettleAsync();

        Assert.Equal(
            ["message-of-store", "order-confirmed", "parcel-delivered", "parcel-sent", "question-answered"],
            await KindsAsync(buyer));
        Assert.Equal(
            ["message-of-buyer", "question-asked", "review-posted", "stock-low"], await KindsAsync(shop.Owner));
        var notices = (await buyer.GetAsync("/me/notices")).Body;
        Assert.Equal(5, notices.GetProperty("unread").GetInt32());
        var confirmed = notices.GetProperty("items").EnumerateArray()
            .Single(one => one.GetProperty("kind").GetString() == "order-confirmed");
        Assert.Equal(("orders", $"/orders/{order}"), (
            confirmed.GetProperty("topic").GetString(), confirmed.GetProperty("path").GetString()));
        var before = await KeptAsync();

        foreach (var reaction in new[]
        {
            "notifications.on-order-confirmed", "notifications.on-shipment-moved", "notifications.on-review-posted",
            "community.on-question-asked", "community.on-question-answered", "inventory.on-low-stock-changed",
        })
            Assert.Equal(202, (await shop.Manager.DoAsync(
                HttpMethod.Post, $"/admin/reactions/{reaction}/reset", new { })).Status);
        await host.SettleAsync();

        Assert.Equal(before, await KeptAsync());
    }

    [Fact]
    public async Task What_was_read_is_read_by_its_reader_alone()
    {
        var (one, other) = (await host.PersonAsync(), await host.PersonAsync());
        await TellAsync(one, 3);
        await TellAsync(other, 2);
        var items = (await one.GetAsync("/me/notices?limit=2")).Body.GetProperty("items");
        var (newest, second) = (items[0].GetProperty("id").GetGuid(), items[1].GetProperty("id").GetGuid());

        Assert.Equal(2, (await one.DoAsync(HttpMethod.Post, "/me/notices/read", new { one = newest }))
            .Body.GetProperty("many").GetInt32());
        Assert.Equal(0, (await one.DoAsync(HttpMethod.Post, "/me/notices/read", new { upTo = second }))
            .Body.GetProperty("many").GetInt32());
        Assert.Equal(0, (await one.DoAsync(HttpMethod.Post, "/me/notices/read", new { upTo = second }))
            .Body.GetProperty("many").GetInt32());
        // Somebody else's they cannot read.
        var theirs = (await other.GetAsync("/me/notices")).Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        await one.DoAsync(HttpMethod.Post, "/me/notices/read", new { one = theirs });
        Assert.Equal(2, (await other.GetAsync("/me/notices")).Body.GetProperty("unread").GetInt32());
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me/notices"));
    }

    [Fact]
    public async Task An_account_keeps_its_newest_two_hundred()
    {
        var person = await host.PersonAsync();
        await TellAsync(person, 205);
        await TellAsync(person, 1);

        Assert.Equal(200L, await host.SqlAsync(
            $"select count(*) from notifications.notice where account_id = '{person.Id}'"));
        var first = (await person.GetAsync("/me/notices?limit=1")).Body.GetProperty("items")[0];
        Assert.Equal("0", first.GetProperty("facts").GetProperty("number").GetString());
    }

    [Fact]
    public async Task The_bell_is_told_live_and_what_was_read_elsewhere_too()
    {
        var person = await host.PersonAsync();
        await TellAsync(person, 1);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me/notices/live");
        asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Token);
        asked.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await host.Http.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(1, await NextAsync(lines, 1));

        await TellAsync(person, 2);
        Assert.Equal(3, await NextAsync(lines, 3));
        var last = (await person.GetAsync("/me/notices")).Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        await person.DoAsync(HttpMethod.Post, "/me/notices/read", new { upTo = last });
        Assert.Equal(0, await NextAsync(lines, 0));
    }

    [Fact]
    public async Task What_was_declined_is_neither_written_nor_told_and_purchases_are_always_written()
    {
        var (shop, buyer) = (await Shop.OpenAsync(host), await host.PersonAsync());
        await WishAsync(buyer, new { topics = new object[]
        {
            new { name = "parcels", email = false, inApp = true }, new { name = "orders", inApp = false },
        }, zone = "UTC", daily = false });

        await shop.DeliverAsync(await shop.SellAsync(buyer));
        await host.SettleAsync();

        var templates = (await host.LettersAsync(buyer.Email)).Select(Template).ToList();
        Assert.Contains("order-confirmed", templates);
        Assert.DoesNotContain("parcel-sent", templates);
        Assert.DoesNotContain("parcel-delivered", templates);
        Assert.Equal(["parcel-delivered", "parcel-sent"], await KindsAsync(buyer));
    }

    [Fact]
    public async Task Who_wants_one_letter_a_day_gets_all_that_may_wait_in_one_and_purchases_at_once()
    {
        var (shop, buyer) = (await Shop.OpenAsync(host), await host.PersonAsync());
        await WishAsync(
            buyer, new { topics = new[] { new { name = "orders", inApp = true } }, zone = "UTC", daily = true });
        await shop.DeliverAsync(await shop.SellAsync(buyer));
        await host.SettleAsync();
        Assert.DoesNotContain(await host.LettersAsync(buyer.Email), letter => Template(letter) is "parcel-sent");
        Assert.Contains(await host.LettersAsync(buyer.Email), letter => Template(letter) is "order-confirmed");
        var due = (DateTime)(await host.SqlAsync(
            $"select due_at from kernel.job where kind = 'notifications.write-digest' and key = '{buyer.Id}'"))!;
        Assert.Equal((8, true), (due.Hour, due > DateTime.UtcNow));

        await host.SqlAsync("update kernel.job set due_at = now() where kind = 'notifications.write-digest'");
        await host.SettleAsync();

        var digest = Assert.Single(await host.LettersAsync(buyer.Email), letter => Template(letter) is "digest");
        var text = digest.GetProperty("text").GetString()!;
        Assert.Equal(2, text.Split("/orders/").Length - 1);
        Assert.Equal(0L, await host.SqlAsync(
            $"select count(*) from notifications.held where account_id = '{buyer.Id}'"));
    }

    [Theory]
    [InlineData("{\"topics\":[{\"name\":\"orders\",\"email\":false,\"inApp\":true}],\"zone\":\"UTC\",\"daily\":false}",
        "letters_not_declined")]
    [InlineData("{\"topics\":[{\"name\":\"stock\",\"inApp\":true}],\"zone\":\"Nowhere/Else\",\"daily\":false}",
        "zone_unknown")]
    [InlineData("{\"topics\":[{\"name\":\"stock\",\"inApp\":true}],\"zone\":\"UTC\",\"daily\":false,"
        + "\"quietFrom\":\"22:00\"}", "quiet_hours_half")]
    [InlineData("{\"topics\":[{\"name\":\"stock\",\"inApp\":true}],\"zone\":\"UTC\",\"daily\":false,"
        + "\"quietFrom\":\"25:00\"}", "invalid_fields")]
    [InlineData("{\"topics\":[],\"zone\":\"UTC\",\"daily\":false}", "invalid_fields")]
    public async Task Wishes_that_make_no_sense_are_refused_and_change_nothing(string body, string code)
    {
        var person = await host.PersonAsync();

        var said = await person.DoAsync(
            HttpMethod.Put, "/me/notifications", System.Text.Json.Nodes.JsonNode.Parse(body));

        Assert.Equal(code, said.Code);
        Assert.Equal(0L, await host.SqlAsync(
            $"select count(*) from notifications.wish where account_id = '{person.Id}'"));
    }

    [Fact]
    public async Task Who_leaves_leaves_no_notices_and_no_wishes_and_old_ones_go()
    {
        var (leaves, stays) = (await host.PersonAsync(), await host.PersonAsync());
        foreach (var person in new[] { leaves, stays })
        {
            await TellAsync(person, 2);
            await WishAsync(
                person, new { topics = new[] { new { name = "stock", inApp = true } }, zone = "UTC", daily = true });
        }

        await host.SqlAsync($"""
            update notifications.notice set made_at = now() - interval '91 days'
            where id = (select min(id::text)::uuid from notifications.notice where account_id = '{stays.Id}')
            """);
        Assert.Equal(204, (await leaves.DoAsync(
            HttpMethod.Post, "/me/closure", new { password = Accounts.Tests.Api.Password })).Status);
        await host.SettleAsync();
        await host.Services.GetServices<Job>().Single(job => job.Name == "notifications.sweep-notices")
            .RunAsync(default, default);

        Assert.Equal("0 0 1 1", await host.SqlAsync($"""
            select concat_ws(' ',
                (select count(*) from notifications.notice where account_id = '{leaves.Id}'),
                (select count(*) from notifications.wish where account_id = '{leaves.Id}'),
                (select count(*) from notifications.notice where account_id = '{stays.Id}'),
                (select count(*) from notifications.wish where account_id = '{stays.Id}'))
            """));
    }

    static string? Template(JsonElement letter) => letter.GetProperty("template").GetString();

    // As some order of theirs would be told, the last of them numbered 0.
    async Task TellAsync(Person person, int many)
    {
        await using (var tx = await host.Database.WriteAsync())
        {
            await host.Services.GetRequiredService<INoticeBoard>().PostAsync(tx,
            [
                .. Enumerable.Range(0, many).Reverse().Select(number => new Notice(
                    person.Id, NoticeTopic.Orders, "order-confirmed",
                    new Dictionary<string, string> { ["number"] = $"{number}", ["store"] = "Lamps" },
                    "/orders", $"{Guid.NewGuid()}")),
            ]);
            await tx.CommitAsync();
        }
    }

    static async Task WishAsync(Person person, object wishes) =>
        Assert.Equal(200, (await person.DoAsync(HttpMethod.Put, "/me/notifications", wishes)).Status);

    static async Task<IEnumerable<string?>> KindsAsync(Person person) =>
        (await person.GetAsync("/me/notices?limit=100")).Body.GetProperty("items").EnumerateArray()
            .Select(one => one.GetProperty("kind").GetString()).Order(StringComparer.Ordinal);

    static async Task<int> NextAsync(StreamReader lines, int awaited)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await lines.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith("data:", StringComparison.Ordinal)
                && JsonDocument.Parse(line["data:".Length..]).RootElement.GetProperty("many").GetInt32() is var many
                && many == awaited)
                return many;
        return -1;
    }

    async Task<string> KeptAsync() => (string)(await host.SqlAsync("""
        select concat_ws(' ', (select string_agg(n::text, ' ' order by id) from notifications.notice n),
            (select count(*) from notifications.letter), (select count(*) from notifications.posted))
        """))!;
}
