using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Accounts.Tests;

/// <summary>An installation whose staff needs a second step, under a clock that tests set forward.</summary>
public sealed class StaffHost : DemoHost
{
    readonly Later clock = new();

    public DateTimeOffset Now => clock.GetUtcNow();

    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(base.Settings) { ["Feria:SecondStep"] = "staff" };

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<TimeProvider>(clock);

    /// <summary>The next code of an app: every one is taken once.</summary>
    public string NextCode(string secret)
    {
        clock.Add(TimeSpan.FromSeconds(30));
        return CodeNow(secret);
    }

    public string CodeNow(string secret) => Totp.CodeAt(Base32(secret), Now);

    /// <summary>Sets up the second step of whoever has the token.</summary>
    public async Task<Step> SetUpAsync(string token)
    {
        var begun = await (await Http.SendAsync(
            HttpMethod.Post, "/me/second-step", token, new { password = Api.Password })).JsonAsync();
        var secret = begun.GetProperty("secret").GetString()!;
        var answer = await Http.SendAsync(
            HttpMethod.Post, "/me/second-step/confirmation", token, new { code = NextCode(secret) });
        Assert.Equal(200, (int)answer.StatusCode);
        var codes = (await answer.JsonAsync()).GetProperty("recoveryCodes");
        return new(secret, [.. codes.EnumerateArray().Select(code => code.GetString()!)]);
    }

    /// <summary>Somebody new with a role and a second step.</summary>
    public async Task<Person> EnterAsync(params string[] roles)
    {
        var email = Api.NewEmail();
        var (id, token) = await Http.RegisterAsync(email);
        foreach (var role in roles)
            await SqlAsync($"""
                insert into accounts.account_role (region, account_id, role) values ('main', '{id}', '{role}')
                on conflict do nothing
                """);
        if (roles.Length > 0) await SetUpAsync(token);
        return new(id, token, email);
    }

    /// <summary>Asks as somebody: status and code, or the body.</summary>
    public async Task<(int Status, string? Code, JsonElement Body)> AskAsync(
        Person person, HttpMethod method, string path, object? body = null)
    {
        using var answer = await Http.SendAsync(method, path, person.Token, body);
        var text = await answer.Content.ReadAsStringAsync();
        var json = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        return ((int)answer.StatusCode,
            answer.IsSuccessStatusCode ? null : json.GetProperty("code").GetString(), json);
    }

    public async Task<long> AuditLinesAsync() => (long)(await SqlAsync("select count(*) from kernel.audit_entry"))!;

    /// <summary>Every row of the module that is not about who tried or is signed in.</summary>
    public async Task<string> AccountsAsync() => (string)(await SqlAsync("""
        select concat_ws(' ',
            (select sum(hashtext(t::text)) from accounts.account t),
            (select sum(hashtext(t::text)) from accounts.account_role t),
            (select sum(hashtext(t::text)) from accounts.role t),
            (select sum(hashtext(t::text)) from accounts.role_permission t),
            (select sum(hashtext(t::text)) from accounts.second_step t),
            (select sum(hashtext(t::text)) from accounts.recovery_code t),
            (select sum(hashtext(t::text)) from accounts.staff_invitation t),
            (select sum(hashtext(t::text)) from accounts.acting t),
            (select count(*) from accounts.session))
        """))!;

    public static byte[] Base32(string text)
    {
        var (bytes, held, bits) = (new List<byte>(), 0, 0);
        foreach (var letter in text)
        {
            (held, bits) = (held << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), bits + 5);
            if (bits < 8) continue;
            bytes.Add((byte)(held >> (bits - 8)));
            bits -= 8;
            held &= (1 << bits) - 1;
        }

        return [.. bytes];
    }

    public sealed record Step(string Secret, string[] Codes);

    public sealed record Person(Guid Id, string Token, string Email);

    sealed class Later : TimeProvider
    {
        long ticks;

        public void Add(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);

        public override DateTimeOffset GetUtcNow() =>
            base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ticks));
    }
}
