using System.Net;
using System.Net.Http.Json;

namespace Feria.Accounts.Tests;

public sealed class LinkTests(DemoHost host) : IClassFixture<DemoHost>
{
    const string NewPassword = "another horse battery";
    readonly string email = Api.NewEmail();

    [Fact]
    public async Task The_link_verifies_the_address_once()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        var secret = await host.SecretAsync(email, "verify-email");

        Assert.Equal(204, await VerifyAsync(secret, token));
        var again = await host.Http.SendAsync(HttpMethod.Post, "/email-verifications", token, new { token = secret });

        Assert.Equal((410, "link_used"), ((int)again.StatusCode, await again.CodeAsync()));
        var me = await (await host.Http.SendAsync(HttpMethod.Get, "/me", token)).JsonAsync();
        Assert.True(me.GetProperty("emailVerified").GetBoolean());
        Assert.Equal(1L, await EventsAsync(id, "accounts.email-verified.v1"));
    }

    // Somebody registered with the victim's address; the victim opens the link and must not complete the other's work.
    [Fact]
    public async Task The_link_alone_verifies_nothing_without_the_session_or_the_password()
    {
        var (id, _) = await host.Http.RegisterAsync(email);
        var (_, stranger) = await host.Http.RegisterAsync(Api.NewEmail());
        var secret = await host.SecretAsync(email, "verify-email");

        var alone = await host.Http.SendAsync(HttpMethod.Post, "/email-verifications", null, new { token = secret });
        var wrong = await host.Http.SendAsync(
            HttpMethod.Post, "/email-verifications", stranger, new { token = secret, password = "a wrong one" });

        Assert.Equal((403, "password_needed"), ((int)alone.StatusCode, await alone.CodeAsync()));
        Assert.Equal((422, "wrong_password"), ((int)wrong.StatusCode, await wrong.CodeAsync()));
        Assert.Equal("pending", await host.SqlAsync($"select status from accounts.account where id = '{id}'"));
        Assert.Equal(204, await host.Http.StatusAsync(
            HttpMethod.Post, "/email-verifications", null, new { token = secret, password = Api.Password }));
    }

    [Fact]
    public async Task Of_two_pending_accounts_one_gets_the_address()
    {
        var (_, first) = await host.Http.RegisterAsync(email);
        var firstSecret = await host.SecretAsync(email, "verify-email");
        var (_, second) = await host.Http.RegisterAsync(email);
        var secondSecret = await host.SecretAsync(email, "verify-email");

        var statuses = await Task.WhenAll(VerifyAsync(firstSecret, first), VerifyAsync(secondSecret, second));

        Assert.Equal([204, 409], statuses.Order());
        Assert.Equal(1L, await host.SqlAsync("""
            select count(*) from accounts.account a
            join accounts.login l on l.account_id = a.id and l.email_index = a.email_index
            where a.email_index = (select email_index from accounts.account order by created_at desc limit 1)
            """));
    }

    [Fact]
    public async Task A_link_that_ran_out_does_nothing()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        var secret = await host.SecretAsync(email, "verify-email");
        await host.SqlAsync($"update accounts.single_use_link set expires_at = now() where account_id = '{id}'");

        Assert.Equal(410, await VerifyAsync(secret, token));
    }

    [Fact]
    public async Task A_new_letter_ends_the_link_of_the_one_before()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var before = await host.SecretAsync(email, "verify-email");
        Assert.Equal(202, await host.Http.StatusAsync(HttpMethod.Post, "/me/email-verification", token));
        var after = await host.SecretAsync(email, "verify-email");

        Assert.Equal(410, await VerifyAsync(before, token));
        Assert.Equal(204, await VerifyAsync(after, token));
        Assert.Equal(409, await host.Http.StatusAsync(HttpMethod.Post, "/me/email-verification", token));
    }

    [Fact]
    public async Task A_mailbox_is_not_buried_in_letters()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        for (var i = 0; i < 20; i++)
            Assert.Equal(202, await host.Http.StatusAsync(HttpMethod.Post, "/me/email-verification", token));

        Assert.Equal(6, (await host.LettersAsync(email)).Count);
    }

    [Fact]
    public async Task A_reset_sets_the_password_ends_every_session_and_proves_the_address()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        var other = await host.Http.TokenAsync(email);
        var secret = await AskResetAsync();

        Assert.Equal(204, await ResetAsync(secret));

        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", other));
        Assert.Equal(401, (int)(await host.Http.SignInAsync(email)).StatusCode);
        Assert.Equal(200, (int)(await host.Http.SignInAsync(email, NewPassword)).StatusCode);
        Assert.Equal("active", await host.SqlAsync($"select status from accounts.account where id = '{id}'"));
    }

    [Fact]
    public async Task Of_ten_uses_of_one_reset_link_at_once_one_wins()
    {
        await host.Http.RegisterAsync(email);
        var secret = await AskResetAsync();

        var statuses = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => ResetAsync(secret, $"{NewPassword} {i}")));

        Assert.Equal([204, .. Enumerable.Repeat(410, 9)], statuses.Order());
        var winner = Array.IndexOf(statuses, 204);
        Assert.Equal(200, (int)(await host.Http.SignInAsync(email, $"{NewPassword} {winner}")).StatusCode);
    }

    [Fact]
    public async Task A_reset_link_lives_ten_minutes_and_leads_to_the_configured_site_whatever_host_asks()
    {
        await host.Http.RegisterAsync(email);
        var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/password-resets")
        {
            Content = JsonContent.Create(new { email }),
            Headers = { Host = "evil.example" },
        };
        asked.Headers.Add("X-Forwarded-Host", "evil.example");
        await host.Http.SendAsync(asked);

        var letter = (await host.LettersAsync(email))[0].GetProperty("text").GetString();
        Assert.Contains("https://feria.example/reset-password?token=", letter);
        Assert.DoesNotContain("evil", letter);
        Assert.True((bool)(await host.SqlAsync("""
            select bool_and(expires_at <= created_at + interval '10 minutes') from accounts.single_use_link
            where kind = 'reset_password'
            """))!);
    }

    [Fact]
    public async Task A_link_of_one_kind_opens_nothing_else()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var verify = await host.SecretAsync(email, "verify-email");

        Assert.Equal(410, await ResetAsync(verify));
        Assert.Equal(410, await ChangeAsync(verify, token));
        Assert.Equal(204, await VerifyAsync(verify, token));
    }

    [Fact]
    public async Task Changing_the_password_ends_every_other_session_and_writes_a_letter()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var other = await host.Http.TokenAsync(email);

        var wrong = await host.Http.SendAsync(
            HttpMethod.Put, "/me/password", token, new { current = "not this", password = NewPassword });
        Assert.Equal((422, "wrong_password"), ((int)wrong.StatusCode, await wrong.CodeAsync()));
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", other));

        var right = await host.Http.SendAsync(
            HttpMethod.Put, "/me/password", token, new { current = Api.Password, password = NewPassword });
        var fresh = (await right.JsonAsync()).GetProperty("token").GetString();

        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", other));
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", fresh));
        Assert.Equal(401, (int)(await host.Http.SignInAsync(email)).StatusCode);
        Assert.Equal("password-changed", (await host.LettersAsync(email))[0].GetProperty("template").GetString());
    }

    [Fact]
    public async Task A_new_address_is_the_account_s_once_its_link_is_opened()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        await VerifyAsync(await host.SecretAsync(email, "verify-email"), token);
        var to = Api.NewEmail();

        Assert.Equal(202, await host.Http.StatusAsync(
            HttpMethod.Put, "/me/email", token, new { email = to, password = Api.Password }));
        Assert.Equal(401, (int)(await host.Http.SignInAsync(to)).StatusCode);
        var secret = await host.SecretAsync(to, "change-email");
        Assert.Equal(204, await ChangeAsync(secret, token));

        Assert.Equal(200, (int)(await host.Http.SignInAsync(to)).StatusCode);
        Assert.Equal(401, (int)(await host.Http.SignInAsync(email)).StatusCode);
        Assert.Equal("email-changed", (await host.LettersAsync(email))[0].GetProperty("template").GetString());
    }

    [Fact]
    public async Task An_address_with_an_owner_is_not_taken_and_its_owner_is_written_to()
    {
        var owner = Api.NewEmail();
        var (_, owners) = await host.Http.RegisterAsync(owner);
        await VerifyAsync(await host.SecretAsync(owner, "verify-email"), owners);
        var (_, token) = await host.Http.RegisterAsync(email);

        Assert.Equal(202, await host.Http.StatusAsync(
            HttpMethod.Put, "/me/email", token, new { email = owner, password = Api.Password }));
        Assert.Equal("account-known", (await host.LettersAsync(owner))[0].GetProperty("template").GetString());
        Assert.Equal(200, (int)(await host.Http.SignInAsync(owner)).StatusCode);
    }

    [Fact]
    public async Task Two_accounts_that_want_one_new_address_do_not_both_get_it()
    {
        var to = Api.NewEmail();
        var tokens = new List<(string Session, string Secret)>();
        foreach (var each in new[] { email, Api.NewEmail() })
        {
            var (_, token) = await host.Http.RegisterAsync(each);
            await host.Http.SendAsync(HttpMethod.Put, "/me/email", token, new { email = to, password = Api.Password });
            tokens.Add((token, await host.SecretAsync(to, "change-email")));
        }

        var statuses = await Task.WhenAll(tokens.Select(each => host.Http.StatusAsync(
            HttpMethod.Post, "/email-changes", each.Session, new { token = each.Secret })));

        Assert.Equal([204, 409], statuses.Order());
    }

    Task<int> VerifyAsync(string secret, string token) =>
        host.Http.StatusAsync(HttpMethod.Post, "/email-verifications", token, new { token = secret });

    Task<int> ChangeAsync(string secret, string token) =>
        host.Http.StatusAsync(HttpMethod.Post, "/email-changes", token, new { token = secret });

    Task<int> ResetAsync(string secret, string password = NewPassword) =>
        host.Http.StatusAsync(HttpMethod.Post, "/password-resets/use", null, new { token = secret, password });

    async Task<string> AskResetAsync()
    {
        var asked = await host.Http.PostAsJsonAsync("/api/v1/password-resets", new { email });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        return await host.SecretAsync(email, "reset-password");
    }

    Task<object?> EventsAsync(Guid account, string kind) =>
        host.SqlAsync($"select count(*) from kernel.event where key = '{account}' and kind = '{kind}'");
}
