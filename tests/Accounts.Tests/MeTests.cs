using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Accounts.Tests;

public sealed class MeTests(DemoHost host) : IClassFixture<DemoHost>
{
    readonly string email = Api.NewEmail();

    [Theory]
    [InlineData("es")]
    [InlineData("pt")]
    public async Task A_person_changes_what_is_said_of_them(string locale)
    {
        var (id, token) = await host.Http.RegisterAsync(email);

        var answer = await host.Http.SendAsync(HttpMethod.Put, "/me", token,
            new { fullName = "Ana Lúcia <b>", idNumber = "111.444.777-35", phone = "+55 21 2345 6789", locale });

        Assert.Equal(200, (int)answer.StatusCode);
        var me = await answer.JsonAsync();
        Assert.Equal("Ana Lúcia <b>", me.GetProperty("fullName").GetString());
        Assert.Equal("111.444.777-35", me.GetProperty("idNumber").GetString());
        var contact = await Book.ContactAsync(id, CancellationToken.None);
        Assert.Equal(new Contact("Ana Lúcia <b>", email, locale, false), contact);
    }

    [Theory]
    [InlineData("""{"fullName":"Ana","idNumber":"529.982.247-26","phone":"123456"}""", 422, "id_number_wrong")]
    [InlineData("""{"fullName":"Ana","idNumber":"AB1234","phone":"123456","locale":"xx"}""", 400, "invalid_fields")]
    [InlineData(
        """{"fullName":"Ana","idNumber":"AB1234","phone":"123456","roles":["administrator"]}""", 400, "malformed_body")]
    [InlineData(
        """{"fullName":"Ana","idNumber":"AB1234","phone":"123456","emailVerified":true}""", 400, "malformed_body")]
    [InlineData("""{"fullName":"Ana","idNumber":"AB1234"}""", 400, "invalid_fields")]
    public async Task A_change_that_is_not_valid_changes_nothing(string body, int status, string code)
    {
        var (_, token) = await host.Http.RegisterAsync(email);
        var before = await MeAsync(token);

        var answer = await host.Http.SendAsync(
            HttpMethod.Put, "/me", token, System.Text.Json.JsonDocument.Parse(body).RootElement);

        Assert.Equal((status, code), ((int)answer.StatusCode, await answer.CodeAsync()));
        Assert.Equal(before, await MeAsync(token));
    }

    [Fact]
    public async Task Who_leaves_is_erased_and_the_address_is_free_again()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        var secret = await host.SecretAsync(email, "verify-email");
        await host.Http.SendAsync(HttpMethod.Post, "/email-verifications", token, new { token = secret });

        Assert.Equal(422, await host.Http.StatusAsync(
            HttpMethod.Post, "/me/closure", token, new { password = "wrong" }));
        Assert.Equal(204, await host.Http.StatusAsync(
            HttpMethod.Post, "/me/closure", token, new { password = Api.Password }));

        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));
        Assert.Equal(401, (int)(await host.Http.SignInAsync(email)).StatusCode);
        Assert.Null(await Book.ContactAsync(id, CancellationToken.None));
        Assert.Null(await Book.AddressAsync(id, null, CancellationToken.None));
        Assert.Equal("closed", await host.SqlAsync($"select status from accounts.account where id = '{id}'"));
        Assert.Equal(1L, await host.SqlAsync(
            $"select count(*) from kernel.event where key = '{id}' and kind = 'accounts.account-closed.v1'"));

        var (_, again) = await host.Http.RegisterAsync(email);
        var link = await host.SecretAsync(email, "verify-email");
        Assert.Equal(204, await host.Http.StatusAsync(
            HttpMethod.Post, "/email-verifications", again, new { token = link }));
    }

    [Fact]
    public async Task What_a_role_may_do_is_what_the_tables_say()
    {
        var (id, token) = await host.Http.RegisterAsync(email);
        Assert.Empty(await PermissionsAsync(token));

        await using (var tx = await host.Database.WriteAsync())
        {
            await Roles.GiveAsync(tx, id, Roles.Administrator);
            await Roles.GiveAsync(tx, id, Roles.Administrator);
            await tx.CommitAsync();
        }

        Assert.Equal(Permission.All.Order(StringComparer.Ordinal), await PermissionsAsync(token));

        await host.SqlAsync($"""
            delete from accounts.role_permission
            where role = 'administrator' and permission = '{Permission.ExplainSearch}'
            """);
        await Roles.SyncAsync(host.Database, CancellationToken.None);
        host.ForgetCopies();
        Assert.DoesNotContain(Permission.ExplainSearch, await PermissionsAsync(token));
    }

    [Fact]
    public async Task The_seven_roles_are_there() => Assert.Equal(
        string.Join(',', Roles.All.Order(StringComparer.Ordinal)),
        await host.SqlAsync("""select string_agg(name, ',' order by name collate "C") from accounts.role"""));

    async Task<string> MeAsync(string token) =>
        await (await host.Http.SendAsync(HttpMethod.Get, "/me", token)).Content.ReadAsStringAsync();

    async Task<IEnumerable<string?>> PermissionsAsync(string token) =>
        (await (await host.Http.SendAsync(HttpMethod.Get, "/me", token)).JsonAsync())
            .GetProperty("permissions").EnumerateArray().Select(each => each.GetString());

    IAccountBook Book => host.Services.GetRequiredService<IAccountBook>();
}
