using System.Net;

namespace Feria.Accounts.Tests;

/// <summary>The links in letters lead to pages that do what the letter says.</summary>
public sealed class PageTests(DemoHost host) : IClassFixture<DemoHost>
{
    readonly string email = Api.NewEmail();

    [Fact]
    public async Task The_pages_of_the_letters_confirm_an_address_and_change_it()
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        await FollowAsync("verify-email", await host.SecretAsync(email, "verify-email"));
        var to = Api.NewEmail();
        await host.Http.SendAsync(HttpMethod.Put, "/me/email", token, new { email = to, password = Api.Password });
        await FollowAsync("change-email", await host.SecretAsync(to, "change-email"));

        var me = await (await host.Http.SendAsync(HttpMethod.Get, "/me", token)).JsonAsync();
        Assert.Equal(to, me.GetProperty("email").GetString());
        Assert.True(me.GetProperty("emailVerified").GetBoolean());
    }

    async Task FollowAsync(string page, string secret)
    {
        var shown = await host.Http.GetAsync($"/{page}?token={secret}");
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Contains($"action=\"/{page}\"", await shown.Content.ReadAsStringAsync());

        var alone = await host.Http.PostAsync($"/{page}", Form(secret, ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, alone.StatusCode);
        var done = await host.Http.PostAsync($"/{page}", Form(secret, Api.Password));
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        var again = await host.Http.PostAsync($"/{page}", Form(secret, Api.Password));
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    static FormUrlEncodedContent Form(string secret, string password) =>
        new(new Dictionary<string, string> { ["token"] = secret, ["password"] = password });
}
