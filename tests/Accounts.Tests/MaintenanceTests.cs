using System.Text.Json;

namespace Feria.Accounts.Tests;

/// <summary>While the site is being looked after staff come in and work, and nobody else changes anything.</summary>
public sealed class MaintenanceTests(StaffHost host) : IClassFixture<StaffHost>
{
    [Fact]
    public async Task Staff_sign_in_and_work_while_others_are_asked_to_come_back()
    {
        var (administrator, buyer) = (await host.EnterAsync(Roles.Administrator), await host.EnterAsync());
        var (one, other, email) = (await host.EnterAsync(), await host.EnterAsync(), Api.NewEmail());
        var (id, first) = await host.Http.RegisterAsync(email);
        var (colleague, colleaguesToken) = await host.Http.RegisterAsync(Api.NewEmail());
        await host.SqlAsync($"""
            insert into accounts.account_role (region, account_id, role)
            values ('main', '{id}', '{Roles.Administrator}'), ('main', '{colleague}', '{Roles.Administrator}')
            """);
        var step = await host.SetUpAsync(first);
        Assert.Equal(200, (await SetAsync(administrator, true, 0)).Status);
        var before = await host.AccountsAsync();

        Assert.Equal((503, "maintenance"), await RefusedAsync(
            host.AskAsync(buyer, HttpMethod.Put, "/me/password", new
            {
                current = Api.Password, password = "another horse battery",
            })));
        Assert.Equal((503, "maintenance"), await RefusedAsync(
            host.AskAsync(buyer, HttpMethod.Post, "/me/lists", new { name = "Gifts" })));
        Assert.Equal(503, await host.Http.StatusAsync(
            HttpMethod.Post, "/accounts", body: Api.Registration(Api.NewEmail())));
        Assert.Equal(before, await host.AccountsAsync());
        Assert.Equal(0L, await host.SqlAsync("select count(*) from orders.list"));
        Assert.Equal(200, (await host.AskAsync(buyer, HttpMethod.Get, "/me")).Status);

        // Somebody who has the second step signs in, and who owes it sets it up: then they work.
        var signedIn = await host.Http.SendAsync(HttpMethod.Post, "/sessions", null, new
        {
            email, password = Api.Password, code = host.NextCode(step.Secret),
        });
        Assert.Equal(200, (int)signedIn.StatusCode);
        var staff = (await signedIn.JsonAsync()).GetProperty("token").GetString()!;
        await host.SetUpAsync(colleaguesToken);
        foreach (var (token, user) in new[] { (staff, one.Id), (colleaguesToken, other.Id) })
            Assert.Equal(204, await host.Http.StatusAsync(
                HttpMethod.Post, $"/admin/users/{user}/suspend", token, new { why = "Spam." }));
        Assert.Equal(204, await host.Http.StatusAsync(HttpMethod.Delete, "/sessions/current", staff));

        Assert.Equal(200, (await SetAsync(administrator, false, 1)).Status);
        Assert.Equal(201, (await host.AskAsync(buyer, HttpMethod.Post, "/me/lists", new { name = "Gifts" })).Status);
    }

    Task<(int Status, string? Code, JsonElement Body)> SetAsync(
        StaffHost.Person staff, bool isOn, int version) => host.AskAsync(
            staff, HttpMethod.Put, "/admin/settings/site.maintenance",
            new { value = isOn, version, why = "The database moves." });

    static async Task<(int, string?)> RefusedAsync(
        Task<(int Status, string? Code, JsonElement Body)> asked)
    {
        var (status, code, _) = await asked;
        return (status, code);
    }
}
