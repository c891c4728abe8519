using System.Net.Http.Json;

namespace Feria.Accounts.Tests;

/// <summary>A code beside the password: set up, asked for, taken once, slowed down, turned off.</summary>
public sealed class SecondStepTests(StaffHost host) : IClassFixture<StaffHost>
{
    readonly string email = Api.NewEmail();

    [Fact]
    public async Task It_is_on_once_a_code_was_confirmed_and_ends_what_was_entered_without()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        var other = await host.Http.TokenAsync(email);
        var begun = await (await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step", token, new { password = Api.Password })).JsonAsync();
        Assert.Equal(200, (int)(await host.Http.SignInAsync(email)).StatusCode);

        var secret = begun.GetProperty("secret").GetString()!;
        var wrong = await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step/confirmation", token, new { code = "000000" });
        var right = await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step/confirmation", token, new { code = host.NextCode(secret) });

        Assert.Equal((422, "wrong_code"), ((int)wrong.StatusCode, await wrong.CodeAsync()));
        Assert.Equal(10, (await right.JsonAsync()).GetProperty("recoveryCodes").GetArrayLength());
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", other));
        var state = await (await host.Http.SendAsync(HttpMethod.Get, "/me/second-step", token)).JsonAsync();
        Assert.Equal(10, state.GetProperty("recoveryCodes").GetInt32());
        Assert.False(state.GetProperty("isOwed").GetBoolean());
        Assert.Equal("second-step-on", (await host.LettersAsync(email))[0].GetProperty("template").GetString());
        Assert.Equal(
            """ConfirmSecondStep done user {"secondStep":false} {"secondStep":true}""", await host.AuditOfAsync(id));
        Assert.Equal((409, "second_step_is_on"), await AnswerAsync(await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step", token, new { password = Api.Password })));
        Assert.Equal((409, "second_step_is_on"), await AnswerAsync(await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step/confirmation", token, new { code = host.NextCode(secret) })));
    }

    [Fact]
    public async Task Who_has_only_the_session_cannot_begin_and_nothing_is_confirmed_that_was_not_begun()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var before = await host.AccountsAsync();

        Assert.Equal((422, "wrong_password"), await AnswerAsync(await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step", token, new { password = "not the password" })));
        Assert.Equal((409, "second_step_not_begun"), await AnswerAsync(await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step/confirmation", token, new { code = "123456" })));
        Assert.Equal((409, "second_step_is_off"), await AnswerAsync(await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step/end", token, new { password = Api.Password })));
        Assert.Equal(before, await host.AccountsAsync());
    }

    [Fact]
    public async Task A_sign_in_tells_of_it_only_whoever_knows_the_password()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        var step = await host.SetUpAsync(token);
        var sessions = $"select count(*) from accounts.session where account_id = '{id}'";

        Assert.Equal((401, "wrong_credentials"), await EnterAsync(null, "wrong"));
        Assert.Equal((401, "wrong_credentials"), await EnterAsync(host.NextCode(step.Secret), "wrong"));
        Assert.Equal((401, "second_step_needed"), await EnterAsync(null));
        Assert.Equal((422, "wrong_code"), await EnterAsync("000000"));
        Assert.Equal((422, "wrong_code"), await EnterAsync("abcde-fghjk"));
        Assert.Equal(1L, await host.SqlAsync(sessions));
        // The wrong password did not use the code up.
        Assert.Equal((200, null), await EnterAsync(host.CodeNow(step.Secret)));
        Assert.Equal(2L, await host.SqlAsync(sessions));
    }

    [Fact]
    public async Task A_code_is_taken_once_also_by_several_at_once()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var step = await host.SetUpAsync(token);
        await UnslowedAsync();
        var code = host.NextCode(step.Secret);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => EnterAsync(code)));

        Assert.Single(answers, answer => answer.Status == 200);
        await UnslowedAsync();
        Assert.Equal((422, "wrong_code"), await EnterAsync(code));
    }

    [Fact]
    public async Task A_recovery_code_stands_once_for_the_app_also_by_several_at_once()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var step = await host.SetUpAsync(token);

        var code = step.Codes[3].ToUpperInvariant();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => EnterAsync(code)));

        Assert.Single(answers, answer => answer.Status == 200);
        await UnslowedAsync();
        Assert.Equal((200, null), await EnterAsync(step.Codes[0].Replace("-", " ")));
        Assert.Equal(8, await LeftAsync(token));
    }

    [Fact]
    public async Task Renewed_recovery_codes_take_the_place_of_the_old()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var step = await host.SetUpAsync(token);
        Assert.Equal((401, "second_step_needed"), await AnswerAsync(await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step/recovery-codes", token, new { password = Api.Password })));

        var renewed = await (await host.Http.SendAsync(
            HttpMethod.Post, "/me/second-step/recovery-codes", token,
            new { password = Api.Password, code = host.NextCode(step.Secret) })).JsonAsync();

        Assert.Equal((422, "wrong_code"), await EnterAsync(step.Codes[0]));
        Assert.Equal((200, null), await EnterAsync(renewed.GetProperty("recoveryCodes")[0].GetString()));
        Assert.Equal(9, await LeftAsync(token));
    }

    [Fact]
    public async Task Guessing_codes_makes_wait_and_the_right_password_takes_nothing_back()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var step = await host.SetUpAsync(token);
        await UnslowedAsync();

        var codes = new List<string?>();
        for (var i = 0; i < 40 && !codes.Contains("too_many_attempts"); i++)
        {
            codes.Add((await EnterAsync($"{i:000000}")).Code);
            Assert.Equal((401, "second_step_needed"), await EnterAsync(null));
        }

        Assert.InRange(codes.Count(code => code == "wrong_code"), 5, 12);
        Assert.Equal((429, "too_many_attempts"), await EnterAsync(host.NextCode(step.Secret)));
    }

    [Fact]
    public async Task Who_guesses_codes_is_written_about_once_and_not_forgotten_within_the_hour()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        await host.SetUpAsync(token);
        await UnslowedAsync();

        for (var i = 0; i < 13; i++)
        {
            Assert.Equal((422, "wrong_code"), await EnterAsync($"{i:000000}"));
            // Patient, as who guesses over days is.
            await host.SqlAsync("""
                update accounts.attempt
                set last_at = last_at - interval '2 hours', blocked_until = blocked_until - interval '2 hours'
                """);
        }

        var letters = (await host.LettersAsync(email)).Select(letter => letter.GetProperty("template").GetString());
        Assert.Single(letters, template => template == "codes-tried");
    }

    [Fact]
    public void Codes_guessed_from_everywhere_make_the_account_wait()
    {
        var now = DateTime.UtcNow;
        var quiet = new Attempt.Tally([], 0, now, now);

        var next = Attempt.Count(quiet, quiet, quiet with { Failures = 60 }, now, out var first, 50);
        Attempt.Count(quiet, quiet, next[2], now, out var second, 50);

        Assert.Null(first);
        Assert.Equal(("too_many_attempts", 900), (second!.Code, second.RetryAfter));
    }

    [Fact]
    public async Task What_changes_how_an_account_is_entered_asks_for_a_code()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var step = await host.SetUpAsync(token);
        await host.SettleAsync();
        var before = await host.AccountsAsync();
        foreach (var code in new[] { null, "000000" })
            foreach (var (method, path, body) in Changes(code))
            {
                await UnslowedAsync();
                Assert.Equal(
                    code is null ? (401, "second_step_needed") : (422, "wrong_code"),
                    await AnswerAsync(await host.Http.SendAsync(method, path, token, body)));
            }

        Assert.Equal(before, await host.AccountsAsync());
        await UnslowedAsync();
        foreach (var path in new[] { "/me/email", "/me/password" })
        {
            var (method, _, body) = Changes(host.NextCode(step.Secret)).Single(change => change.Path == path);
            Assert.InRange(await host.Http.StatusAsync(method, path, token, body), 200, 202);
        }
    }

    static (HttpMethod Method, string Path, object Body)[] Changes(string? code) =>
    [
        (HttpMethod.Put, "/me/password", new { current = Api.Password, password = "another horse battery", code }),
        (HttpMethod.Put, "/me/email", new { email = "new@example.com", password = Api.Password, code }),
        (HttpMethod.Post, "/me/closure", new { password = Api.Password, code }),
        (HttpMethod.Post, "/me/second-step/end", new { password = Api.Password, code }),
        (HttpMethod.Post, "/me/second-step/recovery-codes", new { password = Api.Password, code }),
    ];

    [Fact]
    public async Task Password_and_code_turn_it_off_and_that_is_told()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        var step = await host.SetUpAsync(token);

        var answer = await host.Http.SendAsync(HttpMethod.Post, "/me/second-step/end", token,
            new { password = Api.Password, code = step.Codes[9] });

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal((200, null), await EnterAsync(null));
        Assert.Equal(0L, await host.SqlAsync(
            $"select count(*) from accounts.recovery_code where account_id = '{id}'"));
        Assert.Equal("second-step-off", (await host.LettersAsync(email))[0].GetProperty("template").GetString());
        Assert.Equal(
            """EndSecondStep done user {"secondStep":true} {"secondStep":false}""", await host.AuditOfAsync(id));
    }

    [Fact]
    public async Task The_database_holds_neither_secret_nor_codes()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        var step = await host.SetUpAsync(token);
        var dump = (string)(await host.SqlAsync($"""
            select string_agg(t, ' ') from (
                select s::text t from accounts.second_step s where account_id = '{id}'
                union all select c::text from accounts.recovery_code c where account_id = '{id}'
                union all select e::text from kernel.event e union all select i::text from kernel.idempotency i
                union all select l::text from kernel.audit_entry l union all select j::text from kernel.job j) all_of_it
            """))!;

        foreach (var secret in step.Codes.Append(step.Secret))
        {
            Assert.DoesNotContain(secret, dump, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret)), dump);
        }

        Assert.DoesNotContain(Convert.ToHexStringLower(StaffHost.Base32(step.Secret)), dump);
    }

    [Fact]
    public async Task Staff_without_one_open_nothing_and_everything_at_once_with_it()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        await host.SqlAsync(
            $"insert into accounts.account_role (region, account_id, role) values ('main', '{id}', 'administrator')");

        Assert.Equal((403, "second_step_needed_of_staff"), await AnswerAsync(
            await host.Http.SendAsync(HttpMethod.Get, "/admin/users", token)));
        Assert.Equal("ListUsers denied second_step_needed_of_staff", await host.AuditOfAsync(id));
        Assert.True((await (await host.Http.SendAsync(HttpMethod.Get, "/me/second-step", token)).JsonAsync())
            .GetProperty("isOwed").GetBoolean());
        var page = new HttpRequestMessage(HttpMethod.Get, "/operations/users");
        page.Headers.Authorization = new("Bearer", token);
        page.Headers.Accept.ParseAdd("text/html");
        var led = await host.Http.SendAsync(page);
        Assert.Equal((303, "/account/security/second-step?back=%2Foperations%2Fusers"),
            ((int)led.StatusCode, led.Headers.Location!.OriginalString));

        await host.SetUpAsync(token);

        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/admin/users", token));
        // Who may nothing here is asked for nothing.
        var (_, buyer) = await host.Http.RegisterAsync(Api.NewEmail());
        Assert.Equal((403, "not_allowed"), await AnswerAsync(
            await host.Http.SendAsync(HttpMethod.Get, "/admin/users", buyer)));
    }

    async Task<(int Status, string? Code)> EnterAsync(string? code, string password = Api.Password) =>
        await AnswerAsync(await host.Http.PostAsJsonAsync("/api/v1/sessions", new { email, password, code }));

    static async Task<(int Status, string? Code)> AnswerAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : await answer.CodeAsync());

    async Task<int> LeftAsync(string token) =>
        (await (await host.Http.SendAsync(HttpMethod.Get, "/me/second-step", token)).JsonAsync())
            .GetProperty("recoveryCodes").GetInt32();

    // All tests come from one network: what others failed is none of this one's.
    Task UnslowedAsync() => host.SqlAsync("delete from accounts.attempt");
}
