using System.Text.Json;
using Feria.Contracts;

namespace Feria.Accounts.Tests;

/// <summary>Roles are made, changed, given and taken, at once, and by nobody above what they may.</summary>
public sealed class RoleDeskTests(StaffHost host) : IClassFixture<StaffHost>
{
    [Fact]
    public async Task A_role_of_ones_own_is_made_given_changed_taken_and_deleted_and_counts_at_once()
    {
        var administrator = await host.EnterAsync(Roles.Administrator);
        var user = await host.EnterAsync();
        await host.SetUpAsync(user.Token);
        var role = await MakeAsync(administrator, "Night shift", Permission.ManageUsers);
        Assert.Equal(
            """MakeRole done role {"title":"Night shift","about":"","permissions":["users.manage"]}""",
            await host.AuditOfAsync(role));
        Assert.Equal(403, await UsersAsync(user));

        Assert.Equal(204, await GiveAsync(administrator, user, role));
        Assert.Equal(204, await GiveAsync(administrator, user, role));
        Assert.Equal(200, await UsersAsync(user));
        var listed = (await host.AskAsync(administrator, HttpMethod.Get, "/admin/roles")).Body.GetProperty("items")
            .EnumerateArray().Single(one => one.GetProperty("name").GetString() == role);
        Assert.Equal(1, listed.GetProperty("holders").GetInt32());
        Assert.Equal((409, "role_held"), await RefusedAsync(administrator, HttpMethod.Delete, $"/admin/roles/{role}"));

        Assert.Equal(204, await PutAsync(administrator, role, Permission.Moderate));
        Assert.Equal(403, await UsersAsync(user));
        Assert.Equal("PutRole done role "
            + """{"title":"Night shift","about":"","permissions":["users.manage"]} """
            + """{"title":"Night shift","about":"","permissions":["moderation.manage"]}""",
            await host.AuditOfAsync(role));

        Assert.Equal(204, await PutAsync(administrator, role, Permission.ManageUsers));
        Assert.Equal(200, await UsersAsync(user));
        Assert.Equal(204, (await host.AskAsync(
            administrator, HttpMethod.Delete, $"/admin/users/{user.Id}/roles/{role}")).Status);
        Assert.Equal(403, await UsersAsync(user));
        Assert.Equal(204, (await host.AskAsync(administrator, HttpMethod.Delete, $"/admin/roles/{role}")).Status);
        Assert.Equal((404, "role_not_found"), await RefusedAsync(
            administrator, HttpMethod.Delete, $"/admin/roles/{role}"));
    }

    [Fact]
    public async Task Nobody_rises_by_roles_above_what_they_may()
    {
        var administrator = await host.EnterAsync(Roles.Administrator);
        var clerks = await MakeAsync(administrator, "Clerks", Permission.ManageRoles, Permission.ManageStock);
        var clerk = await host.EnterAsync(clerks);
        var friend = await host.EnterAsync();
        var (before, lines) = (await host.AccountsAsync(), await host.AuditLinesAsync());
        (HttpMethod, string, object?)[] tries =
        [
            (HttpMethod.Post, "/admin/roles", Role("Mine", Permission.ManageStock, Permission.ManagePayments)),
            (HttpMethod.Put, $"/admin/roles/{clerks}",
                Role("Clerks", Permission.ManageRoles, Permission.ManageStock, Permission.ManageUsers)),
            (HttpMethod.Put, "/admin/roles/moderator", Role("", Permission.ManageStock, Permission.Moderate)),
            (HttpMethod.Put, "/admin/roles/moderator", Role("")),
            (HttpMethod.Put, "/admin/roles/dba", Role("", Permission.ManageStock)),
            (HttpMethod.Post, $"/admin/users/{clerk.Id}/roles", new { role = "administrator", why = "me" }),
            (HttpMethod.Post, $"/admin/users/{friend.Id}/roles", new { role = "platform_manager", why = "friend" }),
            (HttpMethod.Delete, $"/admin/users/{administrator.Id}/roles/administrator", null),
            (HttpMethod.Post, "/admin/staff-invitations",
                new { email = "friend@example.com", roles = new[] { clerks, "administrator" } }),
        ];
        foreach (var (method, path, body) in tries)
        {
            var refused = await RefusedAsync(clerk, method, path, body);
            // Of these two one adds what the clerk holds and keeps the rest: that is nobody's rise.
            if (path.EndsWith("moderator", StringComparison.Ordinal) && refused.Status == 204) continue;
            Assert.Equal((path, 403, "permission_not_held"), (path, refused.Status, refused.Code));
        }

        Assert.Equal(
            tries.Length - 1, (await host.AuditLinesAsync()) - lines - 1);
        Assert.Equal("PutRole done role", (await host.AuditOfAsync("moderator"))[..17]);
        await host.SqlAsync(
            "delete from accounts.role_permission where role = 'moderator' and permission = 'inventory.manage'");
        Assert.Equal(before, await host.AccountsAsync());
        // What they hold, they may give on.
        Assert.Equal(204, await GiveAsync(clerk, friend, clerks));
    }

    [Fact]
    public async Task What_came_with_Feria_keeps_its_shape()
    {
        var administrator = await host.EnterAsync(Roles.Administrator);
        var user = await host.EnterAsync();
        var before = await host.AccountsAsync();

        foreach (var role in new[] { "administrator", "buyer", "seller" })
            Assert.Equal((409, "role_fixed"), await RefusedAsync(
                administrator, HttpMethod.Put, $"/admin/roles/{role}", Role("x", Permission.Moderate)));
        foreach (var role in Roles.All)
            Assert.Equal((409, "role_fixed"), await RefusedAsync(
                administrator, HttpMethod.Delete, $"/admin/roles/{role}"));
        foreach (var role in new[] { "buyer", "seller" })
        {
            Assert.Equal((409, "role_not_given"), await RefusedAsync(
                administrator, HttpMethod.Post, $"/admin/users/{user.Id}/roles", new { role }));
            Assert.Equal((409, "role_not_given"), await RefusedAsync(
                administrator, HttpMethod.Delete, $"/admin/users/{user.Id}/roles/{role}"));
        }

        Assert.Equal((422, "permission_unknown"), await RefusedAsync(
            administrator, HttpMethod.Post, "/admin/roles", Role("x", "everything")));
        Assert.Equal((404, "role_not_found"), await RefusedAsync(
            administrator, HttpMethod.Post, $"/admin/users/{user.Id}/roles", new { role = "king" }));
        Assert.Equal(before, await host.AccountsAsync());
        Assert.Equal(Permission.All.Count, (await host.AskAsync(administrator, HttpMethod.Get, "/me")).Body
            .GetProperty("permissions").GetArrayLength());
    }

    [Fact]
    public async Task A_title_is_there_once_also_when_several_make_it()
    {
        var administrator = await host.EnterAsync(Roles.Administrator);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            RefusedAsync(administrator, HttpMethod.Post, "/admin/roles", Role("Auditors", Permission.ReadAudit))));

        Assert.Equal([(201, null), .. Enumerable.Repeat<(int, string?)>((409, "role_taken"), 4)], answers.Order());
    }

    static object Role(string title, params string[] permissions) =>
        new { title = title.Length == 0 ? null : title, about = "", permissions };

    async Task<string> MakeAsync(StaffHost.Person staff, string title, params string[] permissions)
    {
        var made = await host.AskAsync(staff, HttpMethod.Post, "/admin/roles", Role(title, permissions));
        Assert.Equal(201, made.Status);
        return made.Body.GetProperty("name").GetString()!;
    }

    async Task<int> PutAsync(StaffHost.Person staff, string role, params string[] permissions) => (await host.AskAsync(
        staff, HttpMethod.Put, $"/admin/roles/{role}", Role("Night shift", permissions))).Status;

    async Task<int> GiveAsync(StaffHost.Person staff, StaffHost.Person user, string role) => (await host.AskAsync(
        staff, HttpMethod.Post, $"/admin/users/{user.Id}/roles", new { role })).Status;

    Task<int> UsersAsync(StaffHost.Person person) =>
        host.Http.StatusAsync(HttpMethod.Get, "/admin/users", person.Token);

    async Task<(int Status, string? Code)> RefusedAsync(
        StaffHost.Person staff, HttpMethod method, string path, object? body = null)
    {
        var (status, code, _) = await host.AskAsync(staff, method, path, body);
        return (status, code);
    }
}
