using System.Diagnostics;
using System.Net.Http.Json;

namespace Feria.Accounts.Tests;

[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

/// <summary>No answer tells whether an address has an account: not its text, not its status, not its time.</summary>
[Collection("alone")]
public sealed class EnumerationTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task Registering_a_known_address_looks_the_same_and_writes_to_its_owner()
    {
        var email = await VerifiedAsync();
        var fresh = await host.Http.PostAsJsonAsync("/api/v1/accounts", Api.Registration(Api.NewEmail()));
        var known = await host.Http.PostAsJsonAsync("/api/v1/accounts", Api.Registration(email));

        Assert.Equal((int)fresh.StatusCode, (int)known.StatusCode);
        Assert.Equal(await ShapeAsync(fresh), await ShapeAsync(known));
        Assert.Equal(Names(fresh), Names(known));
        Assert.Equal("account-known", (await host.LettersAsync(email))[0].GetProperty("template").GetString());

        var token = (await known.JsonAsync()).GetProperty("token").GetString();
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));
        Assert.Equal(202, await host.Http.StatusAsync(HttpMethod.Post, "/me/email-verification", token));
        Assert.Equal("account-known", (await host.LettersAsync(email))[0].GetProperty("template").GetString());
    }

    // Whoever registers a known address signs in with their own password as if it were fresh, to their own account.
    [Fact]
    public async Task Signing_in_to_a_pending_account_works_whether_or_not_the_address_is_owned()
    {
        var owned = await VerifiedAsync();
        var fresh = Api.NewEmail();
        foreach (var email in new[] { owned, fresh })
        {
            var body = Api.Registration(email);
            body["password"] = "the attacker's own one";
            var registered = await (await host.Http.PostAsJsonAsync("/api/v1/accounts", body)).JsonAsync();

            var token = await host.Http.TokenAsync(email, "the attacker's own one");
            var me = await (await host.Http.SendAsync(HttpMethod.Get, "/me", token)).JsonAsync();

            Assert.Equal(registered.GetProperty("id").GetGuid(), me.GetProperty("id").GetGuid());
            Assert.False(me.GetProperty("emailVerified").GetBoolean());
        }
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        var known = await host.Http.SignInAsync(await VerifiedAsync(), "a wrong password");
        var unknown = await host.Http.SignInAsync(Api.NewEmail(), "a wrong password");

        Assert.Equal(401, (int)known.StatusCode);
        Assert.Equal(401, (int)unknown.StatusCode);
        Assert.Equal(await known.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        Assert.Equal("wrong_credentials", await known.CodeAsync());
    }

    [Fact]
    public async Task Asking_for_a_reset_gets_the_same_answer_for_any_address()
    {
        var known = await host.Http.PostAsJsonAsync("/api/v1/password-resets", new { email = await VerifiedAsync() });
        var unknown = await host.Http.PostAsJsonAsync("/api/v1/password-resets", new { email = Api.NewEmail() });

        Assert.Equal(202, (int)known.StatusCode);
        Assert.Equal(202, (int)unknown.StatusCode);
        Assert.Equal(await known.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("sessions", 40)]
    [InlineData("accounts", 40)]
    [InlineData("password-resets", 60)]
    public async Task The_time_of_an_answer_tells_nothing(string path, int tries)
    {
        var owned = await VerifiedAsync();
        var known = new List<double>();
        var unknown = new List<double>();
        for (var i = 0; i < tries + 5; i++)
        {
            await host.SqlAsync("delete from accounts.attempt");
            var knownFirst = i % 2 == 0;
            var first = await TimeAsync(path, knownFirst ? owned : Api.NewEmail());
            var second = await TimeAsync(path, knownFirst ? Api.NewEmail() : owned);
            if (i < 5) continue;
            known.Add(knownFirst ? first : second);
            unknown.Add(knownFirst ? second : first);
        }

        // What else runs on the machine makes either of a pair slower, as often the one as the other. They are told
        // apart where one is slower by some milliseconds, and too often (five standard deviations) to be chance.
        var difference = Median(known) - Median(unknown);
        var slower = known.Zip(unknown).Count(pair => pair.First > pair.Second);
        Assert.True(Math.Abs(difference) < 5 || Math.Abs(slower - tries / 2.0) < 2.5 * Math.Sqrt(tries),
            $"A known address is answered {difference:0.0} ms later, and later in {slower} of {tries} pairs.");
    }

    async Task<double> TimeAsync(string path, string email)
    {
        object body = path switch
        {
            "sessions" => new { email, password = "a wrong password" },
            "accounts" => Api.Registration(email),
            _ => new { email },
        };
        var begun = Stopwatch.GetTimestamp();
        await host.Http.PostAsJsonAsync($"/api/v1/{path}", body);
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    async Task<string> VerifiedAsync()
    {
        var email = Api.NewEmail();
        var (_, token) = await host.Http.RegisterAsync(email);
        var secret = await host.SecretAsync(email, "verify-email");
        Assert.Equal(204, await host.Http.StatusAsync(
            HttpMethod.Post, "/email-verifications", token, new { token = secret }));
        return email;
    }

    static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    static async Task<string> ShapeAsync(HttpResponseMessage answer) => string.Join(',',
        (await answer.JsonAsync()).EnumerateObject().Select(each => $"{each.Name}:{each.Value.ToString().Length}"));

    static string Names(HttpResponseMessage answer) =>
        string.Join(',', answer.Headers.Select(each => each.Key).Order());
}
