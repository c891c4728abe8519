namespace Feria.Accounts.Tests;

/// <summary>An invitation makes one person of staff, of one address, once, while it may still be given.</summary>
public sealed class StaffInvitationTests(StaffHost host) : IClassFixture<StaffHost>
{
    readonly string email = Api.NewEmail();

    [Fact]
    public async Task Who_is_invited_makes_an_account_accepts_and_works_here()
    {
        var administrator = await host.EnterAsync(Roles.Administrator);
        var token = await InviteAsync(administrator, Roles.Moderator, Roles.BiAnalyst);
        var waits = (await host.AskAsync(administrator, HttpMethod.Get, "/admin/staff-invitations")).Body
            .GetProperty("items").EnumerateArray().Single(one => one.GetProperty("email").GetString() == email);
        Assert.Equal(["bi_analyst", "moderator"],
            waits.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));

        var (id, session) = await host.Http.RegisterAsync(email);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AcceptAsync(session, token)));

        Assert.Equal([(200, null), (410, "staff_invitation_gone"), (410, "staff_invitation_gone"),
            (410, "staff_invitation_gone")], answers.Order());
        Assert.Equal("active bi_analyst,buyer,moderator", await host.SqlAsync($"""
            select a.status || ' ' || string_agg(r.role, ',' order by r.role)
            from accounts.account a join accounts.account_role r on r.account_id = a.id
            where a.id = '{id}' group by a.status
            """));
        Assert.Equal("AcceptStaffInvitation done user "
            + $$"""{"roles":["bi_analyst","moderator"],"invitedBy":"{{administrator.Id}}"}""",
            await host.AuditOfAsync(id));
    }

    [Fact]
    public async Task It_is_of_no_use_to_another_address_after_it_was_withdrawn_or_has_run_out()
    {
        var administrator = await host.EnterAsync(Roles.Administrator);
        var other = await host.EnterAsync();
        var token = await InviteAsync(administrator, Roles.Administrator);
        Assert.Equal((409, "staff_invitation_elsewhere"), await AcceptAsync(other.Token, token));
        Assert.Equal((410, "staff_invitation_gone"), await AcceptAsync(other.Token, Token.New()));

        var (_, session) = await host.Http.RegisterAsync(email);
        await host.SqlAsync("update accounts.staff_invitation set expires_at = now()");
        Assert.Equal((410, "staff_invitation_gone"), await AcceptAsync(session, token));

        // A newer one takes the place of the older.
        var first = await InviteAsync(administrator, Roles.Moderator);
        var second = await InviteAsync(administrator, Roles.Moderator);
        Assert.Equal((410, "staff_invitation_gone"), await AcceptAsync(session, first));
        var id = await host.SqlAsync($"select id from accounts.staff_invitation where token_hash = "
            + $"decode('{Convert.ToHexString(Token.Hash(second))}', 'hex')");
        Assert.Equal(204, (await host.AskAsync(
            administrator, HttpMethod.Delete, $"/admin/staff-invitations/{id}")).Status);
        Assert.Equal((410, "staff_invitation_gone"), await AcceptAsync(session, second));
        Assert.Equal(0L, await host.SqlAsync(
            "select count(*) from accounts.account_role r join accounts.account a on a.id = r.account_id "
            + $"where r.role <> 'buyer' and a.id in ('{other.Id}')"));
    }

    [Fact]
    public async Task It_dies_with_the_right_of_whoever_gave_it()
    {
        var administrator = await host.EnterAsync(Roles.Administrator);
        var inviter = await host.EnterAsync(Roles.Administrator);
        var token = await InviteAsync(inviter, Roles.Administrator);
        var (id, session) = await host.Http.RegisterAsync(email);
        Assert.Equal(204, (await host.AskAsync(
            administrator, HttpMethod.Post, $"/admin/users/{inviter.Id}/suspend", new { why = "Left." })).Status);

        Assert.Equal((410, "staff_invitation_gone"), await AcceptAsync(session, token));
        Assert.Equal("pending buyer", await host.SqlAsync($"""
            select a.status || ' ' || string_agg(r.role, ',') from accounts.account a
            join accounts.account_role r on r.account_id = a.id where a.id = '{id}' group by a.status
            """));
    }

    async Task<string> InviteAsync(StaffHost.Person staff, params string[] roles)
    {
        var answer = await host.AskAsync(staff, HttpMethod.Post, "/admin/staff-invitations", new { email, roles });
        Assert.Equal(201, answer.Status);
        return await host.SecretAsync(email, "staff-invitation");
    }

    async Task<(int, string?)> AcceptAsync(string session, string token)
    {
        var answer = await host.Http.SendAsync(
            HttpMethod.Post, "/staff-invitations/accept", session, new { token });
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : await answer.CodeAsync());
    }
}
