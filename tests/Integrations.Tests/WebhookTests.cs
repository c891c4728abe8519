using System.Text;
using Feria.Accounts.Tests;
using Feria.Community.Tests;
using Feria.Contracts;
using Feria.Stores.Tests;
using Microsoft.AspNetCore.Http;

namespace Feria.Integrations.Tests;

/// <summary>What happens to a store is told to its receivers, signed, each thing under one id.</summary>
public sealed class WebhookTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task What_happens_to_a_store_is_told_signed_and_says_nothing_of_persons()
    {
        var (shop, theirs) = (await Shop.OpenAsync(host), await Shop.OpenAsync(host));
        var (hook, others) = (await Hook.AddAsync(host, shop), await Hook.AddAsync(host, theirs));
        var buyer = await host.PersonAsync();
        Assert.Equal(200, (await shop.Owner.DoAsync(
            HttpMethod.Put, $"/store/{shop.Store}/stock/{shop.Offer}/threshold", new { threshold = 9 })).Status);

        var order = await shop.SellAsync(buyer);
        var cancelled = await shop.SellAsync(buyer);
        await buyer.DoAsync(HttpMethod.Post, $"/orders/{cancelled}/cancel");
        Assert.Equal(201, (await buyer.DoAsync(
            HttpMethod.Post, $"/orders/{order}/messages", new { text = "When does it come?" })).Status);
        Assert.Equal(201, (await shop.Owner.DoAsync(
            HttpMethod.Post, $"/store/{shop.Store}/conversations/{order}", new { text = "On Friday." })).Status);
        await shop.DeliverAsync(order);
        Assert.Equal(201, (await buyer.DoAsync(
            HttpMethod.Post, $"/products/{shop.Product}/questions", new { text = "Is it heavy?", language = "en" }))
            .Status);
        Assert.Equal(201, (await buyer.DoAsync(
            HttpMethod.Post, $"/products/{shop.Product}/reviews",
            new { rating = 4, title = "Bright", body = "Bright enough to read by.", language = "en" })).Status);
        await host.ToldAsync();

        var heard = host.Receiver.Of(hook.Name);
        var kinds = heard.CountBy(one => one.Type).OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => $"{one.Key} {one.Value}");
        Assert.Equal(
        [
            "message.received 1", "order.cancelled 1", "order.confirmed 2", "order.moved 2", "question.asked 1",
            "review.posted 1", "shipment.moved 1", "shipment.sent 1", "stock.low 1",
        ], kinds);
        Assert.Empty(host.Receiver.Of(others.Name));
        Assert.Equal(heard.Count, heard.DistinctBy(one => one.Id).Count());
        foreach (var one in heard)
        {
            Assert.True(one.IsSigned(hook.Secret));
            Assert.False((one with { Body = one.Body + " " }).IsSigned(hook.Secret));
            Assert.Equal("application/json", one.ContentType);
            var now = host.Clock.GetUtcNow().ToUnixTimeSeconds();
            Assert.InRange(one.Timestamp, now - 120, now);
            Assert.Equal((one.Id, shop.Store), (
                one.Json.GetProperty("id").GetString(), one.Json.GetProperty("store").GetGuid()));
            Assert.DoesNotContain("Ana", one.Body);
            Assert.DoesNotContain(buyer.Email, one.Body);
            Assert.DoesNotContain($"{buyer.Id}", one.Body);
            Assert.DoesNotContain("heavy", one.Body);
        }

        var confirmed = heard.First(one => one.Type == "order.confirmed").Json.GetProperty("data");
        Assert.Equal(shop.Offer, confirmed.GetProperty("lines")[0].GetProperty("offer").GetGuid());
        Assert.All(await hook.DeliveriesAsync(), one => Assert.Equal(("done", 204, 1), (
            one.GetProperty("state").GetString(), one.GetProperty("status").GetInt32(),
            one.GetProperty("attempts").GetInt32())));
        Assert.Equal([], await host.BrokenAsync());
    }

    [Fact]
    public async Task Only_what_was_asked_for_and_happened_since_is_told_and_heard_again_it_is_told_once()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await host.PersonAsync();
        await shop.SellAsync(buyer);
        await host.SettleAsync();
        var hook = await Hook.AddAsync(host, shop, WebhookKind.OrderConfirmed);
        var order = await shop.SellAsync(buyer);
        await host.ToldAsync();
        var before = await host.KeptAsync(shop.Store);

        foreach (var since in new DateTime?[] { null, DateTime.UtcNow.AddHours(-1) })
        {
            Assert.Equal(202, (await shop.Manager.DoAsync(
                HttpMethod.Post, "/admin/reactions/integrations.on-store-event/reset", new { since })).Status);
            await host.ToldAsync();
        }

        var only = Assert.Single(host.Receiver.Of(hook.Name));
        Assert.Equal(order, only.Json.GetProperty("data").GetProperty("order").GetGuid());
        Assert.Equal(before, await host.KeptAsync(shop.Store));
    }

    [Fact]
    public async Task Killed_between_sending_and_noting_it_is_sent_again_under_the_same_id()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        // As if the process had died once it was heard: nobody notes it, and the turn is another's.
        host.Receiver.Answers(hook.Name, async http =>
        {
            host.Receiver.Answers(hook.Name, 204);
            await host.SqlAsync(
                $"update integrations.endpoint set leased_until = '-infinity' where id = '{hook.Id}'");
            http.Response.StatusCode = 204;
        });
        await hook.TestAsync();
        await host.Receiver.OfAsync(hook.Name, 2);
        await host.ToldAsync();

        var heard = host.Receiver.Of(hook.Name);
        Assert.Equal(2, heard.Count);
        Assert.Single(heard.Select(one => (one.Id, one.Body)).Distinct());
        Assert.All(heard, one => Assert.True(one.IsSigned(hook.Secret)));
        var only = await hook.OnlyAsync();
        Assert.Equal(("done", 1), (
            only.GetProperty("state").GetString(), only.GetProperty("attempts").GetInt32()));
        Assert.Equal([], await host.BrokenAsync());
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        var rotated = await hook.DoAsync(HttpMethod.Post, "/secret");
        Assert.Equal(200, rotated.Status);
        var fresh = rotated.Text("secret")!;

        await hook.TestAsync();
        await host.ToldAsync();
        host.Clock.Pass(TimeSpan.FromHours(25));
        await hook.TestAsync();
        await host.ToldAsync();

        var (during, after) = (host.Receiver.Of(hook.Name)[0], host.Receiver.Of(hook.Name)[1]);
        Assert.Equal(2, during.Signature.Split(' ').Length);
        Assert.True(during.IsSigned(fresh) && during.IsSigned(hook.Secret));
        Assert.True(after.IsSigned(fresh));
        Assert.False(after.IsSigned(hook.Secret));
        var kept = await host.KeptAsync(shop.Store);
        foreach (var secret in new[] { fresh, hook.Secret })
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), kept);
    }

    [Fact]
    public async Task Who_hangs_holds_up_nobody_and_is_given_fifteen_seconds()
    {
        var shop = await Shop.OpenAsync(host);
        var hanging = new List<Hook>();
        for (var i = 0; i < 12; i++)
        {
            var hook = await Hook.AddAsync(host, shop, WebhookKind.OrderMoved);
            host.Receiver.Answers(hook.Name, http => Task.Delay(Timeout.Infinite, http.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default));
            hanging.Add(hook);
        }

        // They have failed before; a dozen tries wait at each.
        await host.SqlAsync($"""
            update integrations.endpoint set failing_since = now()
            where id in ({string.Join(',', hanging.Select(hook => $"'{hook.Id}'"))})
            """);
        foreach (var hook in hanging)
            for (var i = 0; i < 6; i++) await hook.TestAsync();
        foreach (var hook in hanging.Take(8)) await host.Receiver.OfAsync(hook.Name, 1);
        var well = await Hook.AddAsync(host, shop);
        var began = DateTime.UtcNow;
        for (var i = 0; i < 12; i++) await well.TestAsync();
        var heard = await host.Receiver.OfAsync(well.Name, 12);

        Assert.InRange(heard[^1].At - began, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        // Nobody is called by more than four at a time, however much waits.
        Assert.All(hanging, hook => Assert.InRange(host.Receiver.Of(hook.Name).Count, 0, 4));
        for (var tries = 0; tries < 1000; tries++, await Task.Delay(20))
            if ((await hanging[0].DeliveriesAsync()).Any(one => one.GetProperty("attempts").GetInt32() > 0)) break;
        var timedOut = (await hanging[0].DeliveriesAsync("?limit=100"))
            .First(one => one.GetProperty("attempts").GetInt32() > 0);
        Assert.Equal("timed_out", timedOut.GetProperty("fault").GetString());
        foreach (var hook in hanging) Assert.Equal(204, (await hook.DoAsync(HttpMethod.Delete, "")).Status);
    }

    [Fact]
    public async Task Gone_is_off_at_once_its_owner_reads_of_it_once_and_the_desk_says_why()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        var gate = new TaskCompletionSource();
        host.Receiver.Answers(hook.Name, async http =>
        {
            await gate.Task;
            http.Response.StatusCode = 410;
        });
        for (var i = 0; i < 6; i++) await hook.TestAsync();
        gate.SetResult();
        await host.ToldAsync();

        var now = await hook.GetAsync();
        Assert.Equal((false, "gone"), (now.GetProperty("isOn").GetBoolean(), now.GetProperty("whyOff").GetString()));
        var letter = Assert.Single(await host.LettersAsync(shop.Owner.Email),
            letter => letter.GetProperty("template").GetString() == "webhook-gone");
        Assert.Contains(Receiver.AddressOf(hook.Name), letter.GetProperty("text").GetString());
        Assert.Equal((409, "webhook_off"), (await hook.DoAsync(HttpMethod.Post, "/test")) is var said
            ? (said.Status, said.Code) : default);

        // What happens meanwhile is not told, what waited is, once it is on again.
        var heard = host.Receiver.Of(hook.Name).Count;
        await shop.SellAsync(await host.PersonAsync());
        await host.SettleAsync();
        host.Receiver.Answers(hook.Name, 204);
        Assert.Equal(200, (await hook.PutAsync(isOn: true)).Status);
        await host.ToldAsync();
        Assert.Equal(6, (await hook.DeliveriesAsync()).Count);
        Assert.Equal(
            heard + (await hook.DeliveriesAsync("?state=done")).Count, host.Receiver.Of(hook.Name).Count);
        Assert.Equal([], await host.BrokenAsync());
    }

    [Fact]
    public async Task What_is_replayed_keeps_its_id_and_all_that_failed_can_be()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        for (var i = 0; i < 7; i++) await hook.TestAsync();
        await host.Receiver.OfAsync(hook.Name, 7);
        await host.ToldAsync();
        var done = (await hook.DeliveriesAsync())[0];
        Assert.Equal(202, (await hook.DoAsync(HttpMethod.Post, $"/deliveries/{done.GetProperty("id")}/replay")).Status);
        await host.Receiver.OfAsync(hook.Name, 8);
        await host.ToldAsync();
        var first = host.Receiver.Of(hook.Name);
        Assert.Equal(8, first.Count);
        Assert.Equal(2, first.Count(one => one.Id == done.GetProperty("message").GetString()));
        Assert.Equal(7, first.DistinctBy(one => one.Id).Count());

        await host.SqlAsync($"""
            update integrations.delivery set state = 'failed',
                made_at = case when id = '{done.GetProperty("id")}' then made_at - interval '2 days' else made_at end
            where endpoint_id = '{hook.Id}'
            """);
        Assert.Equal(202, (await hook.DoAsync(
            HttpMethod.Post, "/replays", new { since = host.Clock.GetUtcNow().AddHours(-1) })).Status);
        await host.ToldAsync();

        var all = host.Receiver.Of(hook.Name);
        Assert.Equal(14, all.Count);
        Assert.Equal(7, all.DistinctBy(one => one.Id).Count());
        Assert.Equal(6, (await hook.DeliveriesAsync("?state=done")).Count);
        Assert.Equal(done.GetProperty("id").GetGuid(),
            Assert.Single(await hook.DeliveriesAsync("?state=failed")).GetProperty("id").GetGuid());
        Assert.Equal([], await host.BrokenAsync());
    }

    [Fact]
    public async Task A_store_has_twenty_however_many_are_added_at_once()
    {
        var shop = await Shop.OpenAsync(host);
        var added = await Task.WhenAll(Enumerable.Range(0, 26).Select(number => shop.Owner.DoAsync(
            HttpMethod.Post, $"/store/{shop.Store}/webhooks",
            new { url = Receiver.AddressOf($"many{number}"), kinds = new[] { WebhookKind.StockLow } })));

        Assert.Equal(20, added.Count(said => said.Status == 201));
        Assert.Equal(6, added.Count(said => said is { Status: 409, Code: "too_many_webhooks" }));
        Assert.Equal(20, (await shop.Owner.GetAsync($"/store/{shop.Store}/webhooks"))
            .Body.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Who_does_not_own_the_store_sees_and_changes_nothing_of_it()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        await hook.TestAsync();
        await host.ToldAsync();
        var delivery = (await hook.OnlyAsync()).GetProperty("id").GetGuid();
        var theirs = await Shop.OpenAsync(host);
        var (clerk, stranger) = (await shop.ClerkAsync(), theirs.Owner);
        var terms = new { url = "https://evil.example/", kinds = new[] { WebhookKind.StockLow } };
        (string Method, string Path, object? Body)[] deeds =
        [
            ("GET", "", null), ("PUT", "", new { version = 1, isOn = false, terms }), ("DELETE", "", null),
            ("POST", "/secret", null), ("POST", "/test", null), ("GET", "/deliveries", null),
            ("GET", $"/deliveries/{delivery}", null), ("POST", $"/deliveries/{delivery}/replay", null),
            ("POST", "/replays", new { since = DateTime.UtcNow.AddDays(-1) }),
        ];
        var before = await host.KeptAsync(shop.Store);

        foreach (var (method, path, body) in deeds)
        {
            Assert.Equal(403, (await clerk.DoAsync(new(method), hook.Path + path, body)).Status);
            Assert.Equal(404, (await stranger.DoAsync(new(method), hook.Path + path, body)).Status);
            // Nor by the way of a store that is theirs.
            Assert.Equal(404, (await stranger.DoAsync(
                new(method), $"/store/{theirs.Store}/webhooks/{hook.Id}{path}", body)).Status);
        }

        Assert.Equal(403, (await clerk.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/webhooks", terms)).Status);
        Assert.Equal(404, (await stranger.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/webhooks", terms)).Status);
        Assert.Equal(before, await host.KeptAsync(shop.Store));
    }

    [Fact]
    public async Task A_change_of_what_was_changed_meanwhile_is_refused_with_what_there_is()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        Assert.Equal(200, (await hook.PutAsync(isOn: false, version: 1)).Status);
        var before = await host.KeptAsync(shop.Store);

        var late = await hook.PutAsync(isOn: true, version: 1);

        Assert.Equal((409, "webhook_changed_meanwhile"), (late.Status, late.Code));
        Assert.Equal("person", late.Body.GetProperty("now").GetProperty("whyOff").GetString());
        Assert.Equal(before, await host.KeptAsync(shop.Store));
    }

    [Fact]
    public async Task What_is_a_month_old_goes_and_so_does_all_of_a_webhook_that_was_removed()
    {
        var shop = await Shop.OpenAsync(host);
        var (stays, goes) = (await Hook.AddAsync(host, shop), await Hook.AddAsync(host, shop));
        foreach (var hook in new[] { stays, goes, stays }) await hook.TestAsync();
        await host.ToldAsync();
        var old = (await stays.DeliveriesAsync())[0].GetProperty("id").GetGuid();
        await host.SqlAsync(
            $"update integrations.delivery set made_at = now() - interval '31 days' where id = '{old}'");
        Assert.Equal(204, (await goes.DoAsync(HttpMethod.Delete, "")).Status);
        Assert.Equal(404, (await goes.DoAsync(HttpMethod.Get, "")).Status);
        await host.SqlAsync(
            $"update integrations.endpoint set removed_at = now() - interval '2 hours' where id = '{goes.Id}'");

        await new SweepDeliveries(host.Database).RunAsync(default, default);

        Assert.Single(await stays.DeliveriesAsync());
        Assert.Equal((0L, 1L), (
            (long)(await host.SqlAsync($"select count(*) from integrations.endpoint where id = '{goes.Id}'"))!,
            (long)(await host.SqlAsync($"""
                select count(*) from integrations.attempt a
                join integrations.delivery d on d.id = a.delivery_id
                where d.endpoint_id in ('{stays.Id}', '{goes.Id}')
                """))!));
    }
}
