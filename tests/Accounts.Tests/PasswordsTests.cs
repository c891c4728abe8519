namespace Feria.Accounts.Tests;

public sealed class PasswordsTests(DemoHost host) : IClassFixture<DemoHost>
{
    readonly Passwords passwords = new();

    [Fact]
    public void A_hash_is_Argon2id_of_19_MiB_and_two_passes_and_never_twice_the_same()
    {
        var hash = passwords.Hash(Api.Password);

        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", hash);
        Assert.NotEqual(hash, passwords.Hash(Api.Password));
        Assert.True(passwords.Verify(hash, Api.Password));
        Assert.False(passwords.Verify(hash, Api.Password + " "));
        Assert.False(passwords.IsOutdated(hash));
    }

    [Fact]
    public void Nobody_s_hash_never_matches() => Assert.False(passwords.Verify(null, Api.Password));

    [Fact]
    public void The_same_letters_from_another_keyboard_are_the_same_password() =>
        Assert.True(passwords.Verify(passwords.Hash("contrasen\u0303a segura"), "contrase\u00f1a segura"));

    [Fact]
    public async Task A_password_kept_the_slower_way_is_hashed_anew_at_the_next_sign_in()
    {
        var email = Api.NewEmail();
        var (id, _) = await host.Http.RegisterAsync(email);
        var old = Passwords.MakePbkdf2(Api.Password);
        Assert.True(passwords.Verify(old, Api.Password));
        Assert.False(passwords.Verify(old, "another"));
        await host.SqlAsync($"update accounts.account set password_hash = '{old}' where id = '{id}'");

        Assert.Equal(200, (int)(await host.Http.SignInAsync(email)).StatusCode);

        var hash = (string)(await host.SqlAsync($"select password_hash from accounts.account where id = '{id}'"))!;
        Assert.StartsWith("$argon2id$", hash);
        Assert.Equal(200, (int)(await host.Http.SignInAsync(email)).StatusCode);
    }

    [Fact]
    public async Task Two_who_sign_in_at_once_do_not_wait_for_each_other_in_a_circle()
    {
        var email = Api.NewEmail();
        var (id, _) = await host.Http.RegisterAsync(email);
        await host.SqlAsync($"""
            update accounts.account set password_hash = '{Passwords.MakePbkdf2(Api.Password)}' where id = '{id}'
            """);
        await using var other = await host.Database.OpenRawAsync();
        await using var holding = await other.BeginTransactionAsync();
        await using var hold = new Npgsql.NpgsqlCommand(
            $"select from accounts.account where id = '{id}' for update", other, holding);
        await hold.ExecuteNonQueryAsync();

        var both = Enumerable.Range(0, 2).Select(_ => host.Http.SignInAsync(email)).ToArray();
        await Launched.UntilAsync(async () => (long)(await host.SqlAsync("""
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query like '-- accounts.sign-in.%'
            """))! == 2, "they never stood at the account's lock");
        await holding.CommitAsync();

        Assert.All(await Task.WhenAll(both), answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.Equal(3L, await host.SqlAsync($"select count(*) from accounts.session where account_id = '{id}'"));
        var hash = (string)(await host.SqlAsync($"select password_hash from accounts.account where id = '{id}'"))!;
        Assert.StartsWith("$argon2id$", hash);
    }

    [Fact]
    public async Task Few_hash_at_once_and_a_long_queue_is_refused()
    {
        using var narrow = new Passwords();
        var inside = new List<IDisposable>();
        for (var i = 0; i < Environment.ProcessorCount; i++)
            inside.Add((await narrow.TurnAsync(CancellationToken.None))!);
        var waiting = Enumerable.Range(0, 1000).Select(_ => narrow.TurnAsync(CancellationToken.None)).ToList();

        Assert.Null(await narrow.TurnAsync(CancellationToken.None));
        Assert.All(waiting, each => Assert.False(each.IsCompleted));

        foreach (var turn in inside) turn.Dispose();
        foreach (var each in waiting) (await each)!.Dispose();
        Assert.NotNull(await narrow.TurnAsync(CancellationToken.None));
    }
}

public sealed class IdNumberTests
{
    [Theory]
    [InlineData("BR", "529.982.247-25", true)]
    [InlineData("BR", "52998224725", true)]
    [InlineData("BR", "529.982.247-24", false)]
    [InlineData("BR", "111.111.111-11", false)]
    [InlineData("BR", "AB123456", true)]
    [InlineData("CL", "12.345.678-5", true)]
    [InlineData("CL", "12.345.678-9", false)]
    [InlineData("CL", "20.347.878-K", true)]
    [InlineData("CL", "20.347.878-0", false)]
    [InlineData("AR", "20-12345678-6", true)]
    [InlineData("AR", "20-12345678-5", false)]
    [InlineData("ES", "12345678Z", true)]
    [InlineData("ES", "12345678A", false)]
    [InlineData("ES", "X1234567L", true)]
    [InlineData("MX", "whatever 1", true)]
    public void Check_digits_are_checked_where_the_country_has_them(string country, string number, bool plausible) =>
        Assert.Equal(plausible, IdNumber.IsPlausible(number, country));
}

public sealed class VisitTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010db800010002")]
    [InlineData("2001:db8:1:2:ffff::1", "20010db800010002")]
    public void Whoever_has_a_whole_IPv6_network_is_counted_once(string address, string network) =>
        Assert.Equal(network, Network.Of(System.Net.IPAddress.Parse(address)));
}
