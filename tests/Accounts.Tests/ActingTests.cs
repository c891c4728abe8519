using System.Net.Http.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Accounts.Tests;

/// <summary>Staff use an account in its owner's place: shortly, told of, and never for what needs the person.</summary>
public sealed class ActingTests(StaffHost host) : IClassFixture<StaffHost>
{
    const string Why = "You wrote that a price is wrong.";

    [Fact]
    public async Task They_see_what_the_user_sees_for_half_an_hour_and_the_audit_names_both()
    {
        var (staff, user) = (await host.EnterAsync(Roles.Administrator), await host.EnterAsync());
        var (token, until) = await ActAsync(staff, user);

        Assert.InRange(until - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
        Assert.StartsWith($$"""ActAsUser done user {"actedUntil":"{{until.UtcDateTime:yyyy-MM-ddTHH:mm:ss}}""",
            await host.AuditOfAsync(user.Id));
        var me = await (await host.Http.SendAsync(HttpMethod.Get, "/me", token)).JsonAsync();
        Assert.Equal(user.Id, me.GetProperty("id").GetGuid());
        Assert.Empty(me.GetProperty("permissions").EnumerateArray());

        Assert.Equal(201, await host.Http.StatusAsync(HttpMethod.Post, "/me/lists", token, new { name = "Gifts" }));

        Assert.Equal($"AddList {staff.Id} {user.Id}", await host.SqlAsync("""
            select concat_ws(' ', operation, actor, acted_as) from kernel.audit_entry order by number desc limit 1
            """));
        // Its owner does not have it among where they are signed in.
        Assert.Equal(1, (await (await host.Http.SendAsync(HttpMethod.Get, "/me/sessions", user.Token)).JsonAsync())
            .GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Whatever_they_write_is_one_line_and_what_wrote_nothing_is_none()
    {
        var (staff, user) = (await host.EnterAsync(Roles.Administrator), await host.EnterAsync());
        var (token, _) = await ActAsync(staff, user);
        var before = await host.AuditLinesAsync();
        async Task<long> LinesAfterAsync(int status, HttpMethod method, string path, object? body, string? key)
        {
            using var asked = new HttpRequestMessage(method, $"/api/v1{path}");
            asked.Headers.Authorization = new("Bearer", token);
            if (key is not null) asked.Headers.Add("Idempotency-Key", key);
            if (body is not null) asked.Content = JsonContent.Create(body);
            Assert.Equal(status, (int)(await host.Http.SendAsync(asked)).StatusCode);
            return await host.AuditLinesAsync() - before;
        }

        var (list, gifts) = ($"/me/lists/{Guid.NewGuid()}", new { name = "Gifts" });
        Assert.Equal(0, await LinesAfterAsync(200, HttpMethod.Get, "/me/lists", null, null));
        Assert.Equal(0, await LinesAfterAsync(204, HttpMethod.Delete, $"{list}/link", null, null));
        Assert.Equal(0, await LinesAfterAsync(404, HttpMethod.Put, list, gifts, $"{Guid.NewGuid()}"));
        var key = $"{Guid.NewGuid()}";
        for (var tries = 0; tries < 2; tries++)
            Assert.Equal(1, await LinesAfterAsync(201, HttpMethod.Post, "/me/lists", gifts, key));
        Assert.Equal(2, await LinesAfterAsync(201, HttpMethod.Post, "/me/lists", gifts, null));
    }

    [Fact]
    public async Task What_needs_the_person_does_not_open_and_each_try_is_one_line()
    {
        var (staff, user) = (await host.EnterAsync(Roles.Administrator), await host.EnterAsync());
        var (token, _) = await ActAsync(staff, user);
        var inPerson = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<InPerson>() is not null).ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "ChangePassword", "AskEmailChange", "CloseAccount", "PutMe", "BeginSecondStep", "ConfirmSecondStep",
                "EndSecondStep", "RenewRecoveryCodes", "PlaceCheckout", "PutPayoutAccount", "AskPayout", "MakeKey",
                "AcceptStaffInvitation", "EndSession",
            },
            inPerson.Select(NameOf).OfType<string>().ToHashSet());
        var (before, lines) = (await host.AccountsAsync(), await host.AuditLinesAsync());

        foreach (var endpoint in inPerson)
        {
            var path = string.Join('/', endpoint.RoutePattern.RawText!.Split('/')
                .Select(part => part.StartsWith('{') ? $"{Guid.NewGuid()}" : part));
            using var asked = new HttpRequestMessage(
                new(endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]), "/" + path.TrimStart('/'));
            asked.Headers.Authorization = new("Bearer", token);
            using var answer = await host.Http.SendAsync(asked);
            Assert.Equal((path, 403), (path, (int)answer.StatusCode));
            Assert.Equal("only_in_person", await answer.CodeAsync());
        }

        Assert.Equal(lines + inPerson.Count, await host.AuditLinesAsync());
        Assert.Equal(before, await host.AccountsAsync());
        Assert.Equal(403, await host.Http.StatusAsync(HttpMethod.Get, "/admin/users", token));
    }

    [Fact]
    public async Task The_owner_is_told_once_when_it_is_over()
    {
        var (staff, user) = (await host.EnterAsync(Roles.Administrator), await host.EnterAsync());
        var (token, _) = await ActAsync(staff, user);
        Assert.DoesNotContain(await host.LettersAsync(user.Email), IsTold);

        Assert.Equal(204, await host.Http.StatusAsync(HttpMethod.Delete, "/sessions/current", token));

        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", staff.Token));
        var letter = Assert.Single(await host.LettersAsync(user.Email), IsTold);
        Assert.Contains(Why, letter.GetProperty("text").GetString());
        // However it ended, the job of its end is there.
        var (_, user2) = (0, await host.EnterAsync());
        await ActAsync(staff, user2);
        await host.SqlAsync("update kernel.job set due_at = now() where kind = 'accounts.tell-acted'");
        Assert.Single(await host.LettersAsync(user2.Email), IsTold);
    }

    [Theory]
    [InlineData("signs out")]
    [InlineData("is suspended")]
    [InlineData("may no more")]
    [InlineData("the role may no more")]
    [InlineData("the user becomes staff")]
    [InlineData("the user changes the password")]
    public async Task It_ends_at_once_when(string what)
    {
        var administrator = await host.EnterAsync(Roles.Administrator);
        var role = (await host.AskAsync(administrator, HttpMethod.Post, "/admin/roles", new
        {
            title = "Helpers " + what, about = "", permissions = new[] { Permission.ActAsUser },
        })).Body.GetProperty("name").GetString()!;
        var (staff, user) = (await host.EnterAsync(role), await host.EnterAsync());
        var (token, _) = await ActAsync(staff, user);
        Assert.Equal(200, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));

        var done = what switch
        {
            "signs out" => await host.AskAsync(staff, HttpMethod.Delete, "/sessions/current"),
            "is suspended" => await host.AskAsync(
                administrator, HttpMethod.Post, $"/admin/users/{staff.Id}/suspend", new { why = Why }),
            "may no more" => await host.AskAsync(
                administrator, HttpMethod.Delete, $"/admin/users/{staff.Id}/roles/{role}"),
            "the role may no more" => await host.AskAsync(administrator, HttpMethod.Put, $"/admin/roles/{role}",
                new { title = "Helpers " + what, about = "", permissions = Array.Empty<string>() }),
            "the user becomes staff" => await host.AskAsync(
                administrator, HttpMethod.Post, $"/admin/users/{user.Id}/roles", new { role = "moderator" }),
            _ => await host.AskAsync(user, HttpMethod.Put, "/me/password",
                new { current = Api.Password, password = "another horse battery" }),
        };

        Assert.InRange(done.Status, 200, 204);
        Assert.Equal(401, await host.Http.StatusAsync(HttpMethod.Get, "/me", token));
    }

    [Fact]
    public async Task Nobody_uses_the_account_of_staff_their_own_or_one_that_is_out()
    {
        var administrator = await host.EnterAsync(Roles.Administrator);
        var moderator = await host.EnterAsync(Roles.Moderator);
        var manager = await host.EnterAsync(Roles.PlatformManager);
        var out_ = await host.EnterAsync();
        await host.AskAsync(administrator, HttpMethod.Post, $"/admin/users/{out_.Id}/suspend", new { why = Why });
        var before = await host.AccountsAsync();

        Assert.Equal((403, "user_is_staff"), await RefusedAsync(administrator, moderator.Id));
        Assert.Equal("ActAsUser denied user_is_staff", await host.AuditOfAsync(administrator.Id));
        Assert.Equal((409, "not_on_yourself"), await RefusedAsync(administrator, administrator.Id));
        Assert.Equal((409, "user_suspended"), await RefusedAsync(administrator, out_.Id));
        Assert.Equal((404, "user_not_found"), await RefusedAsync(administrator, Guid.NewGuid()));
        Assert.Equal((403, "not_allowed"), await RefusedAsync(manager, out_.Id));
        Assert.Equal(before, await host.AccountsAsync());
    }

    async Task<(string Token, DateTimeOffset Until)> ActAsync(StaffHost.Person staff, StaffHost.Person user)
    {
        var answer = await host.AskAsync(staff, HttpMethod.Post, $"/admin/users/{user.Id}/act", new { why = Why });
        Assert.Equal(200, answer.Status);
        return (answer.Body.GetProperty("token").GetString()!,
            answer.Body.GetProperty("expiresAt").GetDateTimeOffset());
    }

    async Task<(int, string?)> RefusedAsync(StaffHost.Person staff, Guid user)
    {
        var (status, code, _) = await host.AskAsync(
            staff, HttpMethod.Post, $"/admin/users/{user}/act", new { why = Why });
        return (status, code);
    }

    static bool IsTold(System.Text.Json.JsonElement letter) =>
        letter.GetProperty("template").GetString() == "account-acted";

    static string? NameOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
}
