using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Accounts.Tests;

/// <summary>The desk of users: found, looked at with a trace, kept out and let in, and nobody above oneself.</summary>
public sealed class UserDeskTests(StaffHost host) : IClassFixture<StaffHost>
{
    const string Why = "Seen on the phone.";

    [Fact]
    public async Task Users_are_listed_newest_first_page_by_page_and_show_no_more_than_a_masked_address()
    {
        var manager = await host.EnterAsync(Roles.PlatformManager);
        var first = await host.EnterAsync();
        var second = await host.EnterAsync();
        var lines = await host.AuditLinesAsync();

        var page = await host.AskAsync(manager, HttpMethod.Get, "/admin/users?limit=1");
        var next = await host.AskAsync(
            manager, HttpMethod.Get, $"/admin/users?limit=1&cursor={page.Body.GetProperty("next").GetString()}");

        Assert.Equal([second.Id, first.Id], new[] { page, next }.Select(
            one => one.Body.GetProperty("items")[0].GetProperty("id").GetGuid()));
        var shown = page.Body.GetProperty("items")[0];
        Assert.Equal(("Ana Souza", "a…@example.com", "pending"), (shown.GetProperty("name").GetString(),
            shown.GetProperty("email").GetString(), shown.GetProperty("status").GetString()));
        Assert.Equal(lines, await host.AuditLinesAsync());
    }

    [Fact]
    public async Task Each_filter_finds_its_own_and_two_at_a_time_are_refused()
    {
        var manager = await host.EnterAsync(Roles.PlatformManager);
        var user = await host.EnterAsync(Roles.Moderator);
        await host.AskAsync(manager, HttpMethod.Post, $"/admin/users/{user.Id}/suspend", new { why = Why });

        Assert.Contains(user.Id, await FoundAsync(manager, "role=moderator"));
        Assert.Contains(user.Id, await FoundAsync(manager, "status=suspended"));
        Assert.DoesNotContain(user.Id, await FoundAsync(manager, "status=pending"));
        Assert.Equal([user.Id], await FoundAsync(manager, "email=" + user.Email.ToUpperInvariant()));
        Assert.Empty(await FoundAsync(manager, "email=nobody@example.com"));
        Assert.Empty(await FoundAsync(manager, "role=buyer"));
        var two = await host.AskAsync(manager, HttpMethod.Get, "/admin/users?role=moderator&status=active");
        Assert.Equal((400, "one_filter"), (two.Status, two.Code));
    }

    [Fact]
    public async Task Taken_along_as_a_file_users_are_as_listed_and_that_is_one_line_in_the_audit()
    {
        var manager = await host.EnterAsync(Roles.PlatformManager);
        var user = await host.EnterAsync(Roles.Moderator);
        await host.EnterAsync();
        await host.AskAsync(manager, HttpMethod.Post, $"/admin/users/{user.Id}/suspend", new { why = Why });
        var since = $"{(DateTime)(await host.SqlAsync(
            $"select created_at from accounts.account where id = '{user.Id}'"))!:O}";
        var lines = await host.AuditLinesAsync();

        var found = await FileAsync("email=" + user.Email.ToUpperInvariant());

        Assert.Equal([$"Ana Souza,a…@example.com,suspended,moderator,{since},{user.Id}"], found);
        Assert.Equal(lines + 1, await host.AuditLinesAsync());
        Assert.Equal(
            """ExportUsers done users {"status":null,"role":null,"byEmail":true}""",
            await host.AuditOfAsync("users.csv"));
        Assert.Contains(found[0], await FileAsync("status=suspended"));
        Assert.DoesNotContain(found[0], await FileAsync("status=active"));
        Assert.Equal(
            (await FoundAsync(manager, "role=moderator")).Select(id => $"{id}"),
            (await FileAsync("role=moderator")).Select(row => row.Split(',')[^1]));
        Assert.Equal(
            (long)(await host.SqlAsync("select count(*) from accounts.account"))!, (await FileAsync("")).Length);
        lines = await host.AuditLinesAsync();
        Assert.Equal((400, "one_filter"), await RefusedAsync(
            manager, HttpMethod.Get, "/admin/users.csv?role=moderator&status=active"));
        Assert.Equal(lines, await host.AuditLinesAsync());

        async Task<string[]> FileAsync(string filter) =>
            (await (await host.Http.SendAsync(HttpMethod.Get, "/admin/users.csv?" + filter, manager.Token)).Content
                .ReadAsStringAsync()).Split("\r\n")[1..^1];
    }

    [Fact]
    public async Task Opening_a_file_is_one_line_in_the_audit()
    {
        var manager = await host.EnterAsync(Roles.PlatformManager);
        var user = await host.EnterAsync();
        var lines = await host.AuditLinesAsync();

        var file = (await host.AskAsync(manager, HttpMethod.Get, $"/admin/users/{user.Id}")).Body;

        Assert.Equal(lines + 1, await host.AuditLinesAsync());
        Assert.Equal("GetUser done user", await host.AuditOfAsync(user.Id));
        Assert.Equal((user.Email, "Ana Souza", "pending", true, false), (
            file.GetProperty("email").GetString(), file.GetProperty("fullName").GetString(),
            file.GetProperty("status").GetString(), file.GetProperty("mayAct").GetBoolean(),
            file.GetProperty("mayActAs").GetBoolean()));
        Assert.Equal("buyer", file.GetProperty("roles")[0].GetProperty("role").GetString());
        Assert.Equal("BR SP 013", string.Join(' ', file.GetProperty("places")[0].EnumerateObject()
            .Select(each => each.Value.GetString())));
        Assert.Equal(1, file.GetProperty("sessions").GetArrayLength());
        Assert.DoesNotContain("529", file.GetRawText());
        Assert.DoesNotContain("91234", file.GetRawText());
        Assert.Equal((404, "user_not_found"), await RefusedAsync(
            manager, HttpMethod.Get, $"/admin/users/{Guid.NewGuid()}"));
    }

    [Fact]
    public async Task A_suspended_user_is_out_at_once_everywhere_and_their_store_goes_on()
    {
        var manager = await host.EnterAsync(Roles.PlatformManager);
        var user = await host.EnterAsync();
        var store = await host.AskAsync(user, HttpMethod.Post, "/store", new
        {
            name = "Lamps", about = "", city = "Leeds", country = "GB", language = "en", currency = "GBP",
        });
        await host.SettleAsync();
        var stores = "select string_agg(s::text || t::text, ' ') from stores.store s "
            + $"join stores.staff t on t.store_id = s.id where s.id = '{store.Body.GetProperty("id").GetGuid()}'";
        var before = await host.SqlAsync(stores);
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", user.Token));

        var answer = await host.AskAsync(
            manager, HttpMethod.Post, $"/admin/users/{user.Id}/suspend", new { why = Why });

        Assert.Equal(204, answer.Status);
        Assert.Equal(
            $$"""SuspendUser done user {"suspended":false} {"suspended":true} {{Why}}""",
            await host.AuditOfAsync(user.Id));
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", user.Token));
        var entered = await host.Http.SignInAsync(user.Email);
        Assert.Equal((403, "account_suspended"), ((int)entered.StatusCode, await entered.CodeAsync()));
        Assert.Equal("wrong_credentials", await (await host.Http.SignInAsync(user.Email, "wrong")).CodeAsync());
        Assert.Equal(before, await host.SqlAsync(stores));
        var letter = (await host.LettersAsync(user.Email))[0];
        Assert.Equal("account-suspended", letter.GetProperty("template").GetString());
        Assert.Contains(Why, letter.GetProperty("text").GetString());
        Assert.Equal((409, "user_suspended"), await RefusedAsync(
            manager, HttpMethod.Post, $"/admin/users/{user.Id}/suspend", new { why = Why }));

        Assert.Equal(204, (await host.AskAsync(
            manager, HttpMethod.Post, $"/admin/users/{user.Id}/reinstate", new { why = "A mistake." })).Status);
        Assert.Equal(200, (int)(await host.Http.SignInAsync(user.Email)).StatusCode);
        Assert.Equal(
            "account-reinstated", (await host.LettersAsync(user.Email))[0].GetProperty("template").GetString());
        Assert.Equal((409, "user_not_suspended"), await RefusedAsync(
            manager, HttpMethod.Post, $"/admin/users/{user.Id}/reinstate", new { why = Why }));
    }

    [Fact]
    public async Task Signing_in_while_being_suspended_leaves_no_session()
    {
        var manager = await host.EnterAsync(Roles.PlatformManager);
        for (var round = 0; round < 5; round++)
        {
            var user = await host.EnterAsync();
            var entering = Enumerable.Range(0, 4).Select(_ => host.Http.SignInAsync(user.Email));
            await Task.WhenAll(
                [.. entering, host.Http.SendAsync(
                    HttpMethod.Post, $"/admin/users/{user.Id}/suspend", manager.Token, new { why = Why })]);

            Assert.Equal(0L, await host.SqlAsync($"""
                select count(*) from accounts.session s join accounts.account a on a.id = s.account_id
                where a.id = '{user.Id}' and s.epoch = a.session_epoch
                """));
        }
    }

    [Fact]
    public async Task Sessions_are_ended_and_a_second_step_is_reset_with_a_reason_that_is_told()
    {
        var manager = await host.EnterAsync(Roles.PlatformManager);
        var user = await host.EnterAsync();
        await host.SetUpAsync(user.Token);

        Assert.Equal(204, (await host.AskAsync(
            manager, HttpMethod.Post, $"/admin/users/{user.Id}/sessions/end", new { why = Why })).Status);
        Assert.Equal($$"""EndUserSessions done user {"sessions":1} {"sessions":0} {{Why}}""",
            await host.AuditOfAsync(user.Id));
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", user.Token));
        Assert.Equal("sessions-ended", (await host.LettersAsync(user.Email))[0].GetProperty("template").GetString());

        Assert.Equal(204, (await host.AskAsync(
            manager, HttpMethod.Post, $"/admin/users/{user.Id}/second-step/reset", new { why = Why })).Status);
        Assert.Equal(200, (int)(await host.Http.SignInAsync(user.Email)).StatusCode);
        Assert.Equal(
            "second-step-reset", (await host.LettersAsync(user.Email))[0].GetProperty("template").GetString());
        Assert.Equal((409, "user_has_no_second_step"), await RefusedAsync(
            manager, HttpMethod.Post, $"/admin/users/{user.Id}/second-step/reset", new { why = Why }));
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("reinstate")]
    [InlineData("sessions/end")]
    [InlineData("second-step/reset")]
    public async Task Nobody_does_it_to_those_above_them_or_to_themselves(string deed)
    {
        var manager = await host.EnterAsync(Roles.PlatformManager);
        var administrator = await host.EnterAsync(Roles.Administrator);
        var (before, lines) = (await host.AccountsAsync(), await host.AuditLinesAsync());

        Assert.Equal((403, "user_holds_more"), await RefusedAsync(
            manager, HttpMethod.Post, $"/admin/users/{administrator.Id}/{deed}", new { why = Why }));
        Assert.Equal(lines + 1, await host.AuditLinesAsync());
        Assert.EndsWith("denied user_holds_more", await host.AuditOfAsync(manager.Id));
        Assert.Equal((409, "not_on_yourself"), await RefusedAsync(
            manager, HttpMethod.Post, $"/admin/users/{manager.Id}/{deed}", new { why = Why }));
        Assert.Equal(before, await host.AccountsAsync());
    }

    [Fact]
    public async Task A_reason_is_needed()
    {
        var manager = await host.EnterAsync(Roles.PlatformManager);
        var user = await host.EnterAsync();
        Assert.Equal((400, "invalid_fields"), await RefusedAsync(
            manager, HttpMethod.Post, $"/admin/users/{user.Id}/suspend", new { why = " " }));
    }

    [Fact]
    public async Task Search_finds_a_user_by_whole_address_or_id_and_by_nothing_less()
    {
        var user = await host.EnterAsync();
        var finds = host.Services.GetServices<IFindable>().Single(one => one.Kind == "user");
        await using var session = await host.Database.ReadAsync();

        var found = await finds.FindAsync(session, new(user.Email, null));
        Assert.Equal([new(user.Id.ToString(), "Ana Souza", "a…@example.com")], found);
        Assert.Equal(found, await finds.FindAsync(session, new(user.Id.ToString(), user.Id)));
        Assert.Empty(await finds.FindAsync(session, new(user.Email[..10], null)));
        Assert.Empty(await finds.FindAsync(session, new("Ana Souza", null)));
    }

    async Task<Guid[]> FoundAsync(StaffHost.Person staff, string filter) =>
    [
        .. (await host.AskAsync(staff, HttpMethod.Get, $"/admin/users?limit=100&{filter}")).Body
            .GetProperty("items").EnumerateArray().Select(user => user.GetProperty("id").GetGuid()),
    ];

    async Task<(int, string?)> RefusedAsync(
        StaffHost.Person staff, HttpMethod method, string path, object? body = null)
    {
        var (status, code, _) = await host.AskAsync(staff, method, path, body);
        return (status, code);
    }
}
