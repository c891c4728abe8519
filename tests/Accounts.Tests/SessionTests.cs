using System.Net.Http.Json;

namespace Feria.Accounts.Tests;

public sealed class SessionTests(DemoHost host) : IClassFixture<DemoHost>
{
    readonly string email = Api.NewEmail();

    [Fact]
    public async Task Each_sign_in_is_a_session_of_its_own_and_ends_at_sign_out()
    {
        var (_, first) = await host.Http.RegisterAsync(email);
        var second = await host.Http.TokenAsync(email);

        Assert.NotEqual(first, second);
        Assert.Equal(204, await host.Http.StatusAsync(HttpMethod.Delete, "/sessions/current", second));
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", second));
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Delete, "/sessions/current", second));
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", first));
    }

    [Fact]
    public async Task The_address_is_found_however_it_is_written()
    {
        await host.Http.RegisterAsync(email);

        Assert.Equal(200, (int)(await host.Http.SignInAsync($"  {email.ToUpperInvariant()} ")).StatusCode);
    }

    [Fact]
    public async Task Sessions_are_listed_and_one_ends_another()
    {
        var (_, first) = await host.Http.RegisterAsync(email);
        var second = await host.Http.TokenAsync(email);

        var sessions = (await (await host.Http.SendAsync(HttpMethod.Get, "/me/sessions", second)).JsonAsync())
            .GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([true, false], sessions.Select(each => each.GetProperty("isCurrent").GetBoolean()));

        var other = sessions[1].GetProperty("id").GetString();
        Assert.Equal(204, await host.Http.StatusAsync(HttpMethod.Delete, $"/me/sessions/{other}", second));
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", first));
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", second));
    }

    [Fact]
    public async Task Nobody_ends_a_session_of_another()
    {
        var (_, ana) = await host.Http.RegisterAsync(email);
        var (_, bea) = await host.Http.RegisterAsync(Api.NewEmail());
        var session = (await (await host.Http.SendAsync(HttpMethod.Get, "/me/sessions", ana)).JsonAsync())
            .GetProperty("items")[0].GetProperty("id").GetString();

        var answer = await host.Http.SendAsync(HttpMethod.Delete, $"/me/sessions/{session}", bea);

        Assert.Equal((404, "session_not_found"), ((int)answer.StatusCode, await answer.CodeAsync()));
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", ana));
    }

    [Fact]
    public async Task A_session_that_ran_out_is_worth_nothing()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        await host.SqlAsync($"update accounts.session set expires_at = now() where account_id = '{id}'");

        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));
    }

    [Fact]
    public async Task Raising_the_epoch_ends_every_session_at_once()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        await host.SqlAsync($"update accounts.account set session_epoch = session_epoch + 1 where id = '{id}'");

        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));
    }

    [Fact]
    public async Task The_database_holds_no_token_and_no_password()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var dump = (string)(await host.SqlAsync("""
            select string_agg(t, ' ') from (
                select s::text t from accounts.session s union all select a::text from accounts.account a
                union all select b::text from accounts.address b union all select l::text from notifications.letter l
                union all select e::text from kernel.event e union all select i::text from kernel.idempotency i
                union all select j::text from kernel.job j
                union all select k::text from accounts.single_use_link k) all_of_it
            """))!;

        foreach (var secret in new[] { token, Api.Password, email, "Ana Souza", "529.982", "91234", "Rua das Flores" })
        {
            Assert.DoesNotContain(secret, dump, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret)), dump);
        }
    }

    [Fact]
    public async Task A_repeated_registration_with_its_key_is_the_same_account()
    {
        var body = Api.Registration(email);
        async Task<string> PostAsync()
        {
            var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/accounts");
            asked.Content = JsonContent.Create(body);
            asked.Headers.Add("Idempotency-Key", email);
            return await (await host.Http.SendAsync(asked)).Content.ReadAsStringAsync();
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync()));

        Assert.Single(answers.Distinct());
        Assert.Single(await host.LettersAsync(email));
    }
}
