namespace Feria.Accounts.Tests;

/// <summary>One administrator always stays, whoever would go and however many at once.</summary>
public sealed class LastAdministratorTests(StaffHost host) : IClassFixture<StaffHost>
{
    [Fact]
    public async Task The_last_one_is_neither_suspended_nor_loses_the_role_nor_closes_the_account()
    {
        await RetireAllAsync();
        var only = await host.EnterAsync(Roles.Administrator);
        // Suspended ones do not count.
        var away = await host.EnterAsync(Roles.Administrator);
        Assert.Equal(204, (await host.AskAsync(
            only, HttpMethod.Post, $"/admin/users/{away.Id}/suspend", new { why = "Left." })).Status);

        Assert.Equal((409, "last_administrator"), await TakeAsync(only, only));
        await host.SqlAsync($"delete from accounts.second_step where account_id = '{only.Id}'");
        var closing = await host.Http.SendAsync(
            HttpMethod.Post, "/me/closure", only.Token, new { password = Api.Password });
        Assert.Equal((409, "last_administrator"), ((int)closing.StatusCode, await closing.CodeAsync()));
        Assert.Equal(1L, await CountAsync());
    }

    [Fact]
    public async Task Of_several_who_suspend_each_other_or_go_at_once_one_stays()
    {
        for (var round = 0; round < 5; round++)
        {
            await RetireAllAsync();
            var (ana, bea) = (await host.EnterAsync(Roles.Administrator), await host.EnterAsync(Roles.Administrator));

            var answers = await Task.WhenAll(
                TakeAsync(ana, ana), TakeAsync(bea, bea), SuspendAsync(ana, bea), SuspendAsync(bea, ana));

            Assert.Equal(1, await CountAsync());
            Assert.Contains(answers, answer => answer.Status == 204);
        }
    }

    async Task<(int Status, string? Code)> TakeAsync(StaffHost.Person staff, StaffHost.Person from)
    {
        var (status, code, _) = await host.AskAsync(
            staff, HttpMethod.Delete, $"/admin/users/{from.Id}/roles/administrator");
        return (status, code);
    }

    async Task<(int Status, string? Code)> SuspendAsync(StaffHost.Person staff, StaffHost.Person user)
    {
        var (status, code, _) = await host.AskAsync(
            staff, HttpMethod.Post, $"/admin/users/{user.Id}/suspend", new { why = "A quarrel." });
        return (status, code);
    }

    Task RetireAllAsync() => host.SqlAsync("delete from accounts.account_role where role = 'administrator'");

    async Task<long> CountAsync() => (long)(await host.SqlAsync("""
        select count(*) from accounts.account_role r join accounts.account a on a.id = r.account_id
        where r.role = 'administrator' and a.suspended_at is null and a.status <> 'closed'
        """))!;
}
