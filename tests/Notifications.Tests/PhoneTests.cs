using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Notifications.Tests;

/// <summary>Whose a phone is, where a browser may say it is, and what is kept of both.</summary>
public sealed class PhoneTests(ChannelHost host) : IClassFixture<ChannelHost>
{
    [Fact]
    public async Task A_phone_is_told_of_once_it_is_confirmed_by_the_code_that_came_to_it()
    {
        var (person, number) = (await host.PersonAsync(), Telling.NewNumber());
        await host.AskAsync(person, $"{number[..3]} ({number[3..5]}) {number[5..]}");
        var sms = await SmsAsync(person);
        Assert.Equal((null, $"+55 ••• {number[^2..]}"), (
            sms.GetProperty("number").GetString(), sms.GetProperty("asked").GetString()));
        await host.TellAsync(person, "1");
        await host.SettleAsync();
        Assert.Single(host.Providers.Of(number));
        Assert.Equal(
            $"Feria: {host.CodeOf(number)} is your code. It is good for ten minutes; tell it to nobody.",
            host.Providers.Of(number)[0].Field("Body"));

        Assert.Equal(204, (await ConfirmAsync(person, host.CodeOf(number))).Status);
        Assert.Equal("phone_code_gone", (await ConfirmAsync(person, host.CodeOf(number))).Code);
        sms = await SmsAsync(person);
        Assert.Equal(($"+55 ••• {number[^2..]}", null), (
            sms.GetProperty("number").GetString(), sms.GetProperty("asked").GetString()));
        Assert.DoesNotContain(number[5..], await KeptAsync(person));

        Assert.Equal(204, (await person.DoAsync(HttpMethod.Delete, "/me/notifications/phone")).Status);
        Assert.Null((await SmsAsync(person)).GetProperty("number").GetString());
    }

    [Fact]
    public async Task A_code_is_tried_five_times_however_many_try_at_once()
    {
        var (person, number) = (await host.PersonAsync(), Telling.NewNumber());
        await host.AskAsync(person, number);
        var code = int.Parse(host.CodeOf(number));

        var said = await Task.WhenAll(Enumerable.Range(1, 20).Select(
            n => ConfirmAsync(person, $"{(code + n) % 1_000_000:D6}")));

        Assert.Equal((5, 15), (
            said.Count(one => one.Code == "phone_code_wrong"), said.Count(one => one.Code == "phone_code_gone")));
        Assert.Equal("phone_code_gone", (await ConfirmAsync(person, host.CodeOf(number))).Code);
        Assert.Null((await SmsAsync(person)).GetProperty("number").GetString());
    }

    [Fact]
    public async Task Five_codes_a_day_are_sent_to_an_account_and_to_a_number_however_many_ask_at_once()
    {
        var (person, number) = (await host.PersonAsync(), Telling.NewNumber());
        var said = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            _ => person.DoAsync(HttpMethod.Put, "/me/notifications/phone", new { phone = number })));
        await host.SettleAsync();
        Assert.Equal((5, 7), (said.Count(one => one.Status == 202), said.Count(one => one.Code == "too_many_codes")));
        Assert.Equal(5, host.Providers.Of(number).Count);

        // Nor to the number for somebody else, nor for the account to another.
        var other = await host.PersonAsync();
        Assert.Equal("too_many_codes", (await AskAsync(other, number)).Code);
        Assert.Equal("too_many_codes", (await AskAsync(person, Telling.NewNumber())).Code);
        Assert.Equal(202, (await AskAsync(other, Telling.NewNumber())).Status);
        // Another day they are.
        await host.SqlAsync("update notifications.code_count set day = day - 1");
        Assert.Equal(202, (await AskAsync(person, number)).Status);
        await host.SettleAsync();
    }

    [Fact]
    public async Task A_code_runs_out_and_another_takes_its_place()
    {
        var (person, number) = (await host.PersonAsync(), Telling.NewNumber());
        await host.AskAsync(person, number);
        var first = host.CodeOf(number);
        await host.SqlAsync($"""
            update notifications.phone_code set expires_at = now() where account_id = '{person.Id}'
            """);
        Assert.Equal("phone_code_gone", (await ConfirmAsync(person, first)).Code);
        await host.AskAsync(person, number);
        if (host.CodeOf(number) != first) Assert.Equal("phone_code_wrong", (await ConfirmAsync(person, first)).Code);
        Assert.Equal(204, (await ConfirmAsync(person, host.CodeOf(number))).Status);
    }

    [Fact]
    public async Task A_code_that_would_come_too_late_is_not_sent()
    {
        var (person, number) = (await host.PersonAsync(), Telling.NewNumber());
        await host.AskAsync(person, number);
        var sent = host.Providers.Of(number).Count;
        await host.SqlAsync($"""
            update notifications.message set made_at = now() - interval '11 minutes', ended_at = null, outcome = null
            where account_id = '{person.Id}';
            insert into kernel.job (id, kind, key, body, due_at)
            select gen_random_uuid(), 'notifications.send-message', id::text,
                json_build_object('account', account_id, 'message', id), now()
            from notifications.message where account_id = '{person.Id}'
            """);
        await host.SettleAsync();
        Assert.Equal(sent, host.Providers.Of(number).Count);
        Assert.Equal("unwanted", await host.SqlAsync(
            $"select outcome from notifications.message where account_id = '{person.Id}'"));
    }

    [Fact]
    public async Task A_number_that_is_none_is_refused_and_nothing_is_kept()
    {
        var person = await host.PersonAsync();
        foreach (var phone in new[] { "11 91234-5678", "+0 11 91234-5678" })
            Assert.Equal("phone_number_incomplete", (await AskAsync(person, phone)).Code);
        foreach (var phone in new[] { "+55 11", "+55 11 ٩١٢٣٤٥٦٧٨", "call me" })
            Assert.Equal("invalid_fields", (await AskAsync(person, phone)).Code);
        Assert.Equal("", await KeptAsync(person));
    }

    [Fact]
    public async Task Who_has_proved_no_mailbox_has_no_codes_sent()
    {
        var person = await host.PersonAsync(isVerified: false);
        Assert.Equal("verify_email_first", (await AskAsync(person, Telling.NewNumber())).Code);
        Assert.Equal("", await KeptAsync(person));
    }

    [Fact]
    public async Task A_number_no_message_can_be_sent_to_is_shown_so()
    {
        var (person, number) = (await host.PersonAsync(), Telling.NewNumber());
        host.Providers.Answers(number, 400, new { code = 21211, message = "Invalid 'To' Phone Number" });
        await host.AskAsync(person, number);

        Assert.True((await SmsAsync(person)).GetProperty("isAskedRefused").GetBoolean());
        Assert.Single(host.Providers.Of(number));
    }

    static readonly IReadOnlyList<string> Elsewhere =
    [
        .. LeadInside.Addresses, "https://127.0.0.1/push/a", "https://push.apple.com.evil.example/a",
        "https://evilpush.apple.com.example/a", "https://user@web.push.apple.com/a", "http://web.push.apple.com/a",
        "https://web.push.apple.com:8443/a", "https://fcm.googleapis.com/fcm/send/a", "/push/a", "",
        "https://web.push.apple.com@127.0.0.1/",
    ];

    [Fact]
    public async Task A_browser_is_reached_at_push_services_that_are_known_and_nowhere_else()
    {
        var (person, browser) = (await host.PersonAsync(), new Subscriber());
        foreach (var endpoint in Elsewhere)
        {
            var said = await person.DoAsync(HttpMethod.Post, "/me/notifications/devices", new
            {
                web = new { endpoint, p256dh = browser.P256dh, auth = browser.Auth },
            });
            Assert.True(said.Code is "device_refused" or "invalid_fields", $"{endpoint}: {said}");
        }

        Assert.Equal("", await KeptAsync(person));
    }

    [Fact]
    public async Task A_known_name_that_leads_inside_is_never_dialled()
    {
        var (person, browser) = (await host.PersonAsync(), new Subscriber());
        Assert.Equal(200, (await person.DoAsync(HttpMethod.Post, "/me/notifications/devices", new
        {
            web = new
            {
                endpoint = "https://inside.push.apple.com/a", p256dh = browser.P256dh, auth = browser.Auth,
            },
        })).Status);
        await host.TellAsync(person, "1");
        var jobs = $"from kernel.job where kind = 'notifications.send-message' and body ->> 'account' = '{person.Id}'";
        await UntilAsync($"select last_error is not null {jobs}");

        Assert.Equal("IOException: The push service leads inside.", await host.SqlAsync($"select last_error {jobs}"));
        Assert.Empty(host.Providers.Dialled);
        await host.SqlAsync($"delete {jobs}");
    }

    [Fact]
    public async Task A_device_that_cannot_be_told_is_refused_and_not_kept()
    {
        var (person, browser) = (await host.PersonAsync(), new Subscriber());
        object Web(string p256dh, string auth) => new { endpoint = $"{host.Providers.Address}/push/a", p256dh, auth };
        foreach (var body in new object[]
        {
            new { web = Web("AAAA", browser.Auth) }, new { web = Web(browser.P256dh, "AAAA") },
            new { web = Web("é", "é") }, new { app = "short" }, new { app = "../../../etc/passwd?and=more&of=it" },
            new { }, new { web = Web(browser.P256dh, browser.Auth), app = $"{Guid.NewGuid():N}" },
        })
            Assert.Equal("device_refused", (await person.DoAsync(
                HttpMethod.Post, "/me/notifications/devices", body)).Code);
        Assert.Equal("", await KeptAsync(person));
    }

    [Fact]
    public async Task Who_leaves_leaves_nothing_and_what_is_over_goes()
    {
        var (leaves, stays) = (await host.PersonAsync(), await host.PersonAsync());
        foreach (var person in new[] { leaves, stays })
        {
            await host.ConfirmAsync(person);
            await host.SubscribeAsync(person);
            await host.TellAsync(person, "1");
            await host.AskAsync(person, Telling.NewNumber());
        }

        Assert.Equal(204, (await leaves.DoAsync(
            HttpMethod.Post, "/me/closure", new { password = Accounts.Tests.Api.Password })).Status);
        await host.SettleAsync();
        Assert.Equal("", await KeptAsync(leaves));

        await host.SqlAsync($"""
            update notifications.message set ended_at = now() - interval '25 hours' where account_id = '{stays.Id}';
            update notifications.receiver set until = now() where account_id = '{stays.Id}' and kind = 'web';
            update notifications.phone_code set expires_at = now() - interval '25 hours'
            where account_id = '{stays.Id}'
            """);
        await host.Services.GetServices<Job>().Single(job => job.Name == "notifications.sweep-messages")
            .RunAsync(default, default);
        Assert.Equal("phone", await host.SqlAsync($"""
            select string_agg(kind, ' ') from (
                select kind from notifications.receiver where account_id = '{stays.Id}'
                union all select 'message' from notifications.message where account_id = '{stays.Id}'
                union all select 'code' from notifications.phone_code where account_id = '{stays.Id}') kept
            """));
    }

    static Task<Said> AskAsync(Person person, string phone) =>
        person.DoAsync(HttpMethod.Put, "/me/notifications/phone", new { phone });

    static Task<Said> ConfirmAsync(Person person, string phoneCode) =>
        person.DoAsync(HttpMethod.Post, "/me/notifications/phone/confirmation", new { phoneCode });

    static async Task<JsonElement> SmsAsync(Person person) =>
        (await person.GetAsync("/me/notifications/channels")).GetProperty("sms");

    async Task UntilAsync(string sql)
    {
        for (var tries = 0; tries < 1500 && await host.SqlAsync(sql) is not true; tries++) await Task.Delay(20);
        Assert.Equal(true, await host.SqlAsync(sql));
    }

    // All that is kept of somebody here, as one text.
    async Task<string> KeptAsync(Person person) => (string)(await host.SqlAsync($"""
        select concat_ws(' ',
            (select string_agg(r::text, ' ') from notifications.receiver r where account_id = '{person.Id}'),
            (select string_agg(m::text, ' ') from notifications.message m where account_id = '{person.Id}'),
            (select string_agg(c::text, ' ') from notifications.phone_code c where account_id = '{person.Id}'))
        """))!;
}

/// <summary>Where no provider is configured.</summary>
public sealed class NoChannelTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task What_no_provider_is_configured_for_is_offered_nowhere_and_nothing_of_it_is_written()
    {
        var person = await host.PersonAsync();
        var channels = await person.GetAsync("/me/notifications/channels");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (
            channels.GetProperty("sms").ValueKind, channels.GetProperty("push").ValueKind));
        Assert.All(
            (await person.GetAsync("/me/notifications")).GetProperty("topics").EnumerateArray(),
            topic => Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (
                topic.GetProperty("sms").ValueKind, topic.GetProperty("push").ValueKind)));
        Assert.Equal("channel_not_offered", (await person.DoAsync(
            HttpMethod.Put, "/me/notifications/phone", new { phone = "+55 11 91234-5678" })).Code);
        Assert.Equal("channel_not_offered", (await person.DoAsync(
            HttpMethod.Post, "/me/notifications/devices", new { app = $"{Guid.NewGuid():N}" })).Code);
        await host.SqlAsync($"""
            insert into notifications.receiver (region, account_id, id, kind, address_sealed, address_index)
            values ('main', '{person.Id}', gen_random_uuid(), 'phone', '', '')
            """);
        await host.TellAsync(person, "1");
        await host.SettleAsync();

        Assert.Equal("0 0 0", await host.SqlAsync("""
            select concat_ws(' ', (select count(*) from notifications.message),
                (select count(*) from notifications.push_key),
                (select count(*) from notifications.posted where mark like 'sms %'))
            """));
        var page = new HttpRequestMessage(HttpMethod.Get, "/account/notifications");
        page.Headers.Authorization = new("Bearer", person.Token);
        var drawn = await (await host.Http.SendAsync(page)).Content.ReadAsStringAsync();
        Assert.DoesNotContain("data-push", drawn);
        Assert.DoesNotContain("name=\"sms\"", drawn);
    }
}
