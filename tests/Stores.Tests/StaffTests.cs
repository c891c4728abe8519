using Feria.Accounts.Tests;

namespace Feria.Stores.Tests;

using Api = Feria.Accounts.Tests.Api;

/// <summary>Who works in a store, and that nobody else comes near it.</summary>
public sealed class StaffTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task Whoever_opens_the_letter_joins_once_whatever_the_crowd()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        var to = Api.NewEmail();
        var invited = await owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/invitations", new { email = to, role = "manager" });
        Assert.Equal(201, invited.Status);
        var listed = await owner.GetAsync($"/store/{store}/staff");
        Assert.Equal(to, listed.Body.GetProperty("invited")[0].GetProperty("email").GetString());

        var token = await host.SecretAsync(to, "store-invitation");
        var crowd = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.PersonAsync()));
        var answers = await Task.WhenAll(crowd.Select(one =>
            one.DoAsync(HttpMethod.Post, "/store-invitations/accept", new { token })));

        var joined = Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal("manager", joined.Text("role"));
        Assert.All(answers.Where(answer => answer != joined), late =>
            Assert.Equal((404, "store_invitation_not_found"), (late.Status, late.Code)));
        var staff = (await owner.GetAsync($"/store/{store}/staff")).Body;
        Assert.Equal(
            (2, 0), (staff.GetProperty("staff").GetArrayLength(), staff.GetProperty("invited").GetArrayLength()));
    }

    [Fact]
    public async Task Nobody_works_in_more_than_twenty_stores_however_they_come_by_them()
    {
        var owner = await host.PersonAsync();
        var busy = await host.PersonAsync();
        await host.SqlAsync($"""
            with opened as (
                insert into stores.store (id, slug, name, country, currency)
                select gen_random_uuid(), 'busy-' || gen_random_uuid(), 'Busy', 'BR', 'BRL' from generate_series(1, 19)
                returning id)
            insert into stores.staff (store_id, account_id) select id, '{busy.Id}' from opened
            """);
        var to = Api.NewEmail();
        await owner.DoAsync(
            HttpMethod.Post, $"/store/{await owner.OpenAsync()}/invitations", new { email = to, role = "clerk" });
        var token = await host.SecretAsync(to, "store-invitation");
        var begun = new { name = "One more", country = "BR", language = "pt", currency = "BRL" };
        var answers = await Task.WhenAll(
            busy.DoAsync(HttpMethod.Post, "/store-invitations/accept", new { token }),
            busy.DoAsync(HttpMethod.Post, "/store", begun), busy.DoAsync(HttpMethod.Post, "/store", begun));

        Assert.Single(answers, answer => answer.Status is 200 or 201);
        Assert.All(answers.Where(answer => answer.Status is not (200 or 201)), refused =>
            Assert.Equal((409, "too_many_stores"), (refused.Status, refused.Code)));
        Assert.Equal(20L, await host.SqlAsync($"select count(*) from stores.staff where account_id = '{busy.Id}'"));
    }

    [Fact]
    public async Task A_letter_taken_back_or_grown_old_opens_nothing()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        foreach (var isOld in new[] { true, false })
        {
            var to = Api.NewEmail();
            var invited = await owner.DoAsync(
                HttpMethod.Post, $"/store/{store}/invitations", new { email = to, role = "clerk" });
            var id = invited.Body.GetProperty("id").GetGuid();
            var token = await host.SecretAsync(to, "store-invitation");
            if (isOld) await host.SqlAsync($"update stores.invitation set expires_at = now() where id = '{id}'");
            else
                Assert.Equal(204, (await owner.DoAsync(
                    HttpMethod.Delete, $"/store/{store}/invitations/{id}")).Status);
            var late = await (await host.PersonAsync()).DoAsync(
                HttpMethod.Post, "/store-invitations/accept", new { token });
            Assert.Equal((404, "store_invitation_not_found"), (late.Status, late.Code));
        }
    }

    [Fact]
    public async Task Two_owners_who_remove_each_other_leave_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, other) = (await host.PersonAsync(), await host.PersonAsync());
            var store = await one.OpenAsync();
            await JoinAsync(store, other, "owner");
            var answers = await Task.WhenAll(
                one.DoAsync(HttpMethod.Delete, $"/store/{store}/staff/{other.Id}"),
                other.DoAsync(HttpMethod.Delete, $"/store/{store}/staff/{one.Id}"));

            Assert.Equal([204, 404], answers.Select(answer => answer.Status).Order());
            Assert.Equal("1", await OwnersAsync(store));
        }
    }

    [Fact]
    public async Task The_last_owner_stays_one()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        var clerk = await host.PersonAsync();
        await JoinAsync(store, clerk, "clerk");
        var left = await owner.DoAsync(HttpMethod.Delete, $"/store/{store}/staff/{owner.Id}");
        Assert.Equal((409, "store_last_owner"), (left.Status, left.Code));
        var lowered = await owner.DoAsync(HttpMethod.Put, $"/store/{store}/staff/{owner.Id}", new { role = "clerk" });
        Assert.Equal((409, "store_last_owner"), (lowered.Status, lowered.Code));
        Assert.Equal("1", await OwnersAsync(store));

        Assert.Equal(200, (await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/staff/{clerk.Id}", new { role = "owner" })).Status);
        Assert.Equal(204, (await owner.DoAsync(HttpMethod.Delete, $"/store/{store}/staff/{owner.Id}")).Status);
        Assert.Equal(404, (await owner.GetAsync($"/store/{store}")).Status);
    }

    [Fact]
    public async Task Who_closes_their_account_works_nowhere_any_more_unless_a_store_needs_them()
    {
        var (one, other) = (await host.PersonAsync(), await host.PersonAsync());
        var store = await one.OpenAsync();
        await JoinAsync(store, other, "clerk");
        var before = await host.AllOfAsync(store);
        var refused = await CloseAsync(one);
        Assert.Equal((409, "store_last_owner"), (refused.Status, refused.Code));
        Assert.Equal(before, await host.AllOfAsync(store));
        Assert.Equal(200, (await one.GetAsync("/me")).Status);

        Assert.Equal(204, (await CloseAsync(other)).Status);
        Assert.Equal(1L, await host.SqlAsync($"select count(*) from stores.staff where store_id = '{store}'"));
        Assert.Equal("leave", await host.SqlAsync(
            $"select what from stores.store_history where actor = '{other.Id}' and store_id = '{store}'"));

        Assert.Equal(200, (await one.DoAsync(HttpMethod.Post, $"/store/{store}/close")).Status);
        Assert.Equal(204, (await CloseAsync(one)).Status);
        Assert.Equal(0L, await host.SqlAsync($"select count(*) from stores.staff where store_id = '{store}'"));
    }

    [Fact]
    public async Task Of_two_owners_who_close_their_accounts_at_once_one_stays()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, other) = (await host.PersonAsync(), await host.PersonAsync());
            var store = await one.OpenAsync();
            await JoinAsync(store, other, "owner");
            var answers = await Task.WhenAll(CloseAsync(one), CloseAsync(other));

            Assert.Equal([204, 409], answers.Select(answer => answer.Status).Order());
            Assert.Equal("1", await OwnersAsync(store));
        }
    }

    static Task<Said> CloseAsync(Person person) =>
        person.DoAsync(HttpMethod.Post, "/me/closure", new { password = Api.Password });

    [Theory]
    [InlineData("manager")]
    [InlineData("clerk")]
    public async Task A_role_does_what_it_may_and_nothing_else(string role)
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        var member = await host.PersonAsync();
        await JoinAsync(store, member, role);
        Assert.Equal(200, (await member.GetAsync($"/store/{store}")).Status);
        var before = await host.AllOfAsync(store);
        foreach (var (method, path, body) in Routes(store, owner.Id).Where(route => route.Path != $"/store/{store}"
            || route.Method != HttpMethod.Get))
        {
            var isEdit = path.EndsWith("/holiday", StringComparison.Ordinal) || path == $"/store/{store}";
            if (role == "manager" && isEdit) continue;
            var refused = await member.DoAsync(method, path, body);
            Assert.Equal((path, 403, "store_role_lacks"), (path, refused.Status, refused.Code));
        }

        Assert.Equal(before, await host.AllOfAsync(store));
        if (role == "manager")
            Assert.Equal(200, (await member.DoAsync(
                HttpMethod.Put, $"/store/{store}/holiday", new { note = "Soon back." })).Status);
    }

    [Fact]
    public async Task To_everybody_else_there_is_no_such_store_and_nothing_of_it_changes()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        var rival = await host.PersonAsync();
        await rival.OpenAsync();
        var before = await host.AllOfAsync(store);
        foreach (var (method, path, body) in Routes(store, owner.Id))
        {
            var refused = await rival.DoAsync(method, path, body);
            Assert.Equal((path, 404, "store_not_found"), (path, refused.Status, refused.Code));
        }

        Assert.Equal(before, await host.AllOfAsync(store));
    }

    // Every route of a store's desk, with a body that would do something.
    static IEnumerable<(HttpMethod Method, string Path, object? Body)> Routes(Guid store, Guid owner) =>
    [
        (HttpMethod.Get, $"/store/{store}", null),
        (HttpMethod.Put, $"/store/{store}", new
        {
            version = 1, name = "Taken over", country = "BR", language = "pt", delivery = 0,
        }),
        (HttpMethod.Post, $"/store/{store}/requirements/terms_accepted/attest", null),
        (HttpMethod.Post, $"/store/{store}/apply", null),
        (HttpMethod.Post, $"/store/{store}/take-back", null),
        (HttpMethod.Post, $"/store/{store}/close", null),
        (HttpMethod.Put, $"/store/{store}/holiday", new { note = "Away." }),
        (HttpMethod.Delete, $"/store/{store}/holiday", null),
        (HttpMethod.Get, $"/store/{store}/staff", null),
        (HttpMethod.Post, $"/store/{store}/invitations", new { email = "eve@example.com", role = "owner" }),
        (HttpMethod.Delete, $"/store/{store}/invitations/{owner}", null),
        (HttpMethod.Put, $"/store/{store}/staff/{owner}", new { role = "clerk" }),
        (HttpMethod.Delete, $"/store/{store}/staff/{owner}", null),
    ];

    async Task JoinAsync(Guid store, Person person, string role) => await host.SqlAsync(
        $"insert into stores.staff (store_id, account_id, role) values ('{store}', '{person.Id}', '{role}')");

    async Task<string?> OwnersAsync(Guid store) => (await host.SqlAsync(
        $"select count(*)::text from stores.staff where store_id = '{store}' and role = 'owner'"))?.ToString();
}
