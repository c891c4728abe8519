using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Notifications.Tests;

/// <summary>What is told outside the house: once, as its reader wishes, to who can still be told.</summary>
public sealed class ChannelTests(ChannelHost host) : IClassFixture<ChannelHost>
{
    Providers Providers => host.Providers;

    [Fact]
    public async Task A_browser_reads_what_it_is_told_and_its_service_knows_who_tells_it()
    {
        var person = await host.PersonAsync();
        var (browser, path) = await host.SubscribeAsync(person);
        await host.TellAsync(person, "1");
        await host.SettleAsync();

        var sent = Assert.Single(Providers.Of(path));
        var told = JsonDocument.Parse(browser.Decrypt(sent.Body)).RootElement;
        Assert.Equal(("Order F-1 from Casa Farol is confirmed", "https://feria.example/orders/1", "en"), (
            told.GetProperty("text").GetString(), told.GetProperty("url").GetString(),
            told.GetProperty("lang").GetString()));
        Assert.DoesNotContain("Casa Farol", sent.Text);
        Assert.Equal(("aes128gcm", "259200", "normal", told.GetProperty("id").GetGuid().ToString("N")), (
            $"{sent.Headers.ContentEncoding}", $"{sent.Headers["TTL"]}", $"{sent.Headers["Urgency"]}",
            $"{sent.Headers["Topic"]}"));
        var key = (await ChannelsAsync(person)).GetProperty("push").GetProperty("key").GetString()!;
        var claims = Subscriber.Claims($"{sent.Headers.Authorization}", key);
        Assert.Equal((Providers.Address, "mailto:push@feria.example"), (
            claims.GetProperty("aud").GetString(), claims.GetProperty("sub").GetString()));
        Assert.InRange(
            claims.GetProperty("exp").GetInt64() - DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 60, 86_400);
    }

    [Fact]
    public async Task An_application_is_told_by_one_statement_of_the_service_account()
    {
        var person = await host.PersonAsync();
        await person.DoAsync(HttpMethod.Put, "/me", new
        {
            fullName = "Ana", idNumber = "529.982.247-25", phone = "+55 11 91234-5678", locale = "es",
        });
        var token = await person.InstallAsync();
        var stated = Providers.Tokens;
        await host.TellAsync(person, "1");
        await host.TellAsync(person, "2");
        await host.SettleAsync();

        var message = Providers.Of(token).Select(one => one.Json.GetProperty("message"))
            .Single(one => one.GetProperty("data").GetProperty("url").GetString()!.EndsWith("/1"));
        Assert.Equal("El pedido F-1 de Casa Farol está confirmado", message.GetProperty("notification")
            .GetProperty("body").GetString());
        Assert.Equal("https://feria.example/es/orders/1", message.GetProperty("data").GetProperty("url").GetString());
        var id = message.GetProperty("data").GetProperty("id").GetString();
        Assert.Equal((id, id), (
            message.GetProperty("android").GetProperty("notification").GetProperty("tag").GetString(),
            message.GetProperty("apns").GetProperty("headers").GetProperty("apns-collapse-id").GetString()));
        Assert.Equal(2, Providers.Of(token).Count);
        // None where another test had one asked for.
        Assert.InRange(Providers.Tokens - stated, 0, 1);
    }

    [Fact]
    public async Task However_often_it_is_heard_and_whoever_works_a_thing_is_told_once()
    {
        var person = await host.PersonAsync();
        var (_, path) = await host.SubscribeAsync(person);
        var second = new JobRunner(
            host.Database, host.Services.GetServices<Job>().Where(job => job.Name == "notifications.send-message"),
            NullLogger<JobRunner>.Instance);
        await second.StartAsync(default);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => host.TellAsync(person, $"{n % 20}")));
        await host.SettleAsync();
        await second.StopAsync(default);

        Assert.Equal(20, Providers.Of(path).Count);
        Assert.Equal(20, Providers.Of(path).Select(one => $"{one.Headers["Topic"]}").Distinct().Count());
    }

    [Fact]
    public async Task What_is_sent_again_after_a_death_between_is_known_for_the_same()
    {
        var person = await host.PersonAsync();
        var (browser, path) = await host.SubscribeAsync(person);
        var (number, token) = (await host.ConfirmAsync(person), await person.InstallAsync());
        await host.TellAsync(person, "1");
        await host.SettleAsync();

        // As if the process had died after the provider's yes and before its own note of it.
        await host.SqlAsync($"""
            insert into kernel.job (id, kind, key, body, due_at)
            select gen_random_uuid(), 'notifications.send-message', id,
                jsonb_build_object('account', account_id, 'message', id), now()
            from notifications.message where account_id = '{person.Id}' and topic is not null;
            update notifications.message set ended_at = null, outcome = null
            where account_id = '{person.Id}' and topic is not null
            """);
        await host.SettleAsync();

        Assert.Single(Providers.Of(path).Select(one => (
            $"{one.Headers["Topic"]}", browser.Decrypt(one.Body))).Distinct());
        Assert.Equal(2, Providers.Of(path).Count);
        Assert.Single(Providers.Of(number).Skip(1).Select(one => $"{one.Headers["Idempotency-Key"]}").Distinct());
        Assert.Single(Providers.Of(token).Select(one => one.Text).Distinct());
    }

    [Fact]
    public async Task Quiet_hours_hold_what_heeds_wishes_and_a_new_wish_is_heeded_when_they_end()
    {
        var person = await host.PersonAsync();
        var (_, path) = await host.SubscribeAsync(person);
        var now = DateTimeOffset.UtcNow;
        await WishAsync(person, new
        {
            quietFrom = $"{now.AddHours(-1):HH:mm}", quietUntil = $"{now.AddHours(2):HH:mm}",
        });
        await host.TellAsync(person, "held");
        var number = await host.ConfirmAsync(person);
        await host.TellAsync(person, "held too");
        await host.SettleAsync();

        Assert.Empty(Providers.Of(path));
        Assert.Single(Providers.Of(number));
        var due = (DateTime)(await host.SqlAsync($"select min(due_at) from kernel.job where {JobsOf(person)}"))!;
        Assert.InRange(due, now.UtcDateTime.AddMinutes(115), now.UtcDateTime.AddMinutes(125));

        await WishAsync(person, new
        {
            topics = new[] { new { name = "orders", inApp = true, sms = false, push = true } },
        });
        await host.SqlAsync($"update kernel.job set due_at = now() where {JobsOf(person)}");
        await host.SettleAsync();
        Assert.Equal(2, Providers.Of(path).Count);
        Assert.Single(Providers.Of(number));
    }

    [Fact]
    public async Task By_SMS_what_is_usual_is_told_and_what_else_is_wished()
    {
        var person = await host.PersonAsync();
        var number = await host.ConfirmAsync(person);
        await host.TellAsync(person, "1", NoticeTopic.Orders);
        await host.TellAsync(person, "2", NoticeTopic.Questions);
        await host.SettleAsync();
        Assert.Equal(2, Providers.Of(number).Count);
        Assert.Equal(
            "Feria: Order F-1 from Casa Farol is confirmed https://feria.example/orders/1",
            Providers.Of(number)[^1].Field("Body"));
        Assert.Equal("+15005550006", Providers.Of(number)[^1].Field("From"));

        await WishAsync(person, new
        {
            topics = new object[]
            {
                new { name = "questions", inApp = false, sms = true },
                new { name = "orders", inApp = true, sms = false },
            },
        });
        await host.TellAsync(person, "3", NoticeTopic.Orders);
        await host.TellAsync(person, "4", NoticeTopic.Questions);
        await host.SettleAsync();
        Assert.EndsWith("/orders/4", Providers.Of(number)[^1].Field("Body"));
        Assert.Equal(3, Providers.Of(number).Count);
    }

    [Fact]
    public async Task A_number_gets_thirty_a_day_however_many_are_told_at_once()
    {
        var person = await host.PersonAsync();
        var number = await host.ConfirmAsync(person);
        await Task.WhenAll(Enumerable.Range(0, 34).Select(n => host.TellAsync(person, $"{n}")));
        await host.SettleAsync();
        // The code that confirmed it is counted apart.
        Assert.Equal(31, Providers.Of(number).Count);
        Assert.Equal(34L, await host.SqlAsync(
            $"select count(*) from notifications.notice where account_id = '{person.Id}'"));
    }

    [Fact]
    public async Task A_provider_that_asks_for_time_gets_it_and_what_was_given_up_is_sent_when_asked()
    {
        var (person, manager) = (await host.PersonAsync(), await host.PersonAsync(role: "administrator"));
        var (_, path) = await host.SubscribeAsync(person);
        Providers.Answers(path, 429, retryAfter: "1800");
        await host.TellAsync(person, "1");
        await host.SettleAsync();
        Assert.InRange(
            (DateTime)(await host.SqlAsync($"select due_at from kernel.job where {JobsOf(person)}"))!,
            DateTime.UtcNow.AddMinutes(28), DateTime.UtcNow.AddMinutes(31));

        Providers.Answers(path, 503);
        await host.SqlAsync($"update kernel.job set due_at = now(), attempts = 23 where {JobsOf(person)}");
        await host.SettleAsync();
        var parked = Assert.Single((await manager.GetAsync("/admin/jobs?state=parked&limit=100")).GetProperty("items")
            .EnumerateArray(), job => job.GetProperty("kind").GetString() == "notifications.send-message");
        Assert.Equal("IOException: The push service answered 503.", parked.GetProperty("lastError").GetString());

        Providers.AnswersWell(path);
        Assert.Equal(2, Providers.Of(path).Count);
        Assert.InRange((await manager.DoAsync(
            HttpMethod.Post, $"/admin/jobs/{parked.GetProperty("id").GetGuid()}/retry", new { })).Status, 200, 204);
        await host.SettleAsync();
        Assert.Equal(3, Providers.Of(path).Count);
        Assert.Equal("sent", await host.SqlAsync(
            $"select outcome from notifications.message where account_id = '{person.Id}'"));
    }

    [Theory]
    [InlineData(21610)]
    [InlineData(21614)]
    public async Task A_phone_that_takes_nothing_more_is_shown_so_and_told_nothing(int code)
    {
        var person = await host.PersonAsync();
        var number = await host.ConfirmAsync(person);
        Providers.Answers(number, 400, new { code, message = $"{number} is not for you", status = 400 });
        await host.TellAsync(person, "1");
        await host.SettleAsync();
        await host.TellAsync(person, "2");
        await host.SettleAsync();

        Assert.Equal(2, Providers.Of(number).Count);
        Assert.True((await ChannelsAsync(person)).GetProperty("sms").GetProperty("isRefused").GetBoolean());
        Assert.Equal(0L, await host.SqlAsync($"select count(*) from kernel.job where {JobsOf(person)}"));
    }

    [Fact]
    public async Task A_device_that_is_gone_is_forgotten_and_one_that_is_not_is_tried_again()
    {
        var person = await host.PersonAsync();
        var (gone, away) = ((await host.SubscribeAsync(person)).Path, (await host.SubscribeAsync(person)).Path);
        var (uninstalled, mistaken) = (await person.InstallAsync(), await person.InstallAsync());
        Providers.Answers(gone, 410);
        Providers.Answers(away, 500);
        Providers.Answers(uninstalled, 404, new
        {
            error = new { code = 404, status = "NOT_FOUND", details = new[] { new { errorCode = "UNREGISTERED" } } },
        });
        // As FCM answers where the project is wrong: that is our fault.
        Providers.Answers(mistaken, 404, new { error = new { code = 404, status = "NOT_FOUND" } });
        await host.TellAsync(person, "1");
        await host.SettleAsync();

        Assert.Equal("refused refused waiting waiting", await host.SqlAsync($"""
            select string_agg(coalesce(outcome, 'waiting'), ' ' order by outcome)
            from notifications.message where account_id = '{person.Id}'
            """));
        Assert.Equal(2, (await ChannelsAsync(person)).GetProperty("push").GetProperty("devices").GetArrayLength());
        await host.SqlAsync($"update kernel.job set due_at = now() + interval '1 day' where {JobsOf(person)}");
    }

    [Fact]
    public async Task Who_is_not_believed_by_FCM_any_more_asks_for_another_token()
    {
        var person = await host.PersonAsync();
        var token = await person.InstallAsync();
        Providers.Answers(token, 401);
        await host.TellAsync(person, "1");
        await UntilAsync(() => Providers.Of(token).Count > 0);
        Providers.AnswersWell(token);
        var before = Providers.Tokens;
        await host.SqlAsync($"update kernel.job set due_at = now() where {JobsOf(person)} and leased_until is null");
        await UntilAsync(() => Providers.Of(token).Count > 1);
        await host.SettleAsync();

        Assert.True(Providers.Tokens > before || before > 1);
        Assert.Equal("sent", await host.SqlAsync(
            $"select outcome from notifications.message where account_id = '{person.Id}'"));
    }

    [Fact]
    public async Task A_device_is_told_while_it_is_signed_in_and_as_who_named_it_last()
    {
        var person = await host.PersonAsync(isVerified: false);
        var (_, here) = await host.SubscribeAsync(person);
        var elsewhere = person with { Token = await host.Http.TokenAsync(person.Email) };
        var (_, there) = await host.SubscribeAsync(elsewhere);
        Assert.Equal(
            [there, here], (await ChannelsAsync(person)).GetProperty("push").GetProperty("devices").EnumerateArray()
                .Select(device => device.GetProperty("isHere").GetBoolean() ? here : there));
        Assert.Equal(204, (await person.DoAsync(HttpMethod.Delete, "/sessions/current")).Status);
        await host.SettleAsync();
        await host.TellAsync(person, "1");
        await host.SettleAsync();
        Assert.Equal((0, 1), (Providers.Of(here).Count, Providers.Of(there).Count));

        var other = await host.PersonAsync();
        await host.SubscribeAsync(other, there);
        await host.TellAsync(person, "2");
        await host.TellAsync(other, "2");
        await host.SettleAsync();
        Assert.Equal(2, Providers.Of(there).Count);
        Assert.Empty((await ChannelsAsync(elsewhere)).GetProperty("push").GetProperty("devices").EnumerateArray());
    }

    [Fact]
    public async Task A_device_whose_session_is_gone_is_told_nothing_before_anybody_hears_of_it()
    {
        var person = await host.PersonAsync();
        var (_, path) = await host.SubscribeAsync(person);
        await host.SqlAsync($"delete from accounts.session where account_id = '{person.Id}'");
        await host.TellAsync(person, "1");
        await host.SettleAsync();
        Assert.Empty(Providers.Of(path));
        Assert.Equal(0L, await host.SqlAsync(
            $"select count(*) from notifications.receiver where account_id = '{person.Id}'"));
    }

    [Fact]
    public async Task A_device_said_again_is_the_same_twenty_are_kept_and_nobody_removes_another_s()
    {
        var (person, other) = (await host.PersonAsync(), await host.PersonAsync());
        var (_, path) = await host.SubscribeAsync(person);
        await host.SubscribeAsync(person, path);
        var device = Assert.Single((await ChannelsAsync(person)).GetProperty("push").GetProperty("devices")
            .EnumerateArray()).GetProperty("id").GetGuid();
        Assert.Equal("device_not_found", (await other.DoAsync(
            HttpMethod.Delete, $"/me/notifications/devices/{device}")).Code);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => person.InstallAsync()));
        await person.InstallAsync();

        var kept = (await ChannelsAsync(person)).GetProperty("push").GetProperty("devices").EnumerateArray()
            .Select(one => one.GetProperty("id").GetGuid()).ToList();
        Assert.Equal(20, kept.Count);
        Assert.Equal(204, (await person.DoAsync(HttpMethod.Delete, $"/me/notifications/devices/{kept[0]}")).Status);
        Assert.Equal("device_not_found", (await person.DoAsync(
            HttpMethod.Delete, $"/me/notifications/devices/{kept[0]}")).Code);
    }

    static async Task WishAsync(Person person, object wishes)
    {
        var all = JsonSerializer.SerializeToNode(new
        {
            topics = new[] { new { name = "orders", inApp = true } }, zone = "UTC", daily = false,
        })!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(wishes)!.AsObject())
            all[name] = value!.DeepClone();
        Assert.Equal(200, (await person.DoAsync(HttpMethod.Put, "/me/notifications", all)).Status);
    }

    static Task<JsonElement> ChannelsAsync(Person person) => person.GetAsync("/me/notifications/channels");

    static string JobsOf(Person person) =>
        $"kind = 'notifications.send-message' and body ->> 'account' = '{person.Id}'";

    static async Task UntilAsync(Func<bool> isSo)
    {
        for (var tries = 0; !isSo() && tries < 1500; tries++) await Task.Delay(20);
        Assert.True(isSo());
    }
}
