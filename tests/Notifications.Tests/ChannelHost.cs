using System.Text.Json;
using System.Text.RegularExpressions;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Notifications.Tests;

/// <summary>The marketplace with all providers configured, which a test plays.</summary>
public sealed class ChannelHost : DemoHost
{
    public Providers Providers { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings)
    {
        ["Feria:Sms:Url"] = Providers.Address,
        ["Feria:Sms:Account"] = Providers.SmsAccount,
        ["Feria:Sms:Token"] = Providers.SmsToken,
        ["Feria:Sms:From"] = "+15005550006",
        ["Feria:Push:Contact"] = "mailto:push@feria.example",
        ["Feria:Push:Hosts"] = $"*.push.apple.com, {Providers.Address}",
        ["Feria:Fcm:Url"] = Providers.Address,
        ["Feria:Fcm:Account"] = Providers.KeyFile,
    };

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(Providers.Roads);

    protected override async Task<string> OpenDatabaseAsync()
    {
        await Providers.StartAsync();
        return await base.OpenDatabaseAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Providers.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Somebody signed in.</summary>
public sealed record Person(DemoHost Host, Guid Id, string Token, string Email)
{
    public async Task<Said> DoAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await Host.Http.SendAsync(method, path, Token, body);
        return new(
            (int)answer.StatusCode,
            answer.Content.Headers.ContentLength is 0 ? default : await Accounts.Tests.Api.JsonAsync(answer));
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        var said = await DoAsync(HttpMethod.Get, path);
        Assert.Equal(200, said.Status);
        return said.Body;
    }
}

/// <summary>What somebody was answered.</summary>
public sealed record Said(int Status, JsonElement Body)
{
    public string? Code =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;
}

/// <summary>Who is told, and where.</summary>
static partial class Telling
{
    /// <summary>An account with a verified e-mail address, unless said otherwise.</summary>
    public static async Task<Person> PersonAsync(this DemoHost host, bool isVerified = true, string? role = null)
    {
        var email = Accounts.Tests.Api.NewEmail();
        var (id, token) = await host.Http.RegisterAsync(email);
        if (isVerified) await host.SqlAsync($"update accounts.account set status = 'active' where id = '{id}'");
        if (role is not null)
            await host.SqlAsync($"""
                insert into accounts.account_role (region, account_id, role) values ('main', '{id}', '{role}')
                """);
        host.ForgetCopies();
        return new(host, id, token, email);
    }

    /// <summary>As some order of theirs would be told.</summary>
    public static async Task TellAsync(
        this DemoHost host, Person person, string mark, string topic = NoticeTopic.Orders, string store = "Casa Farol")
    {
        await using var tx = await host.Database.WriteAsync();
        await host.Services.GetRequiredService<INoticeBoard>().PostAsync(tx,
        [
            new(person.Id, topic, "order-confirmed",
                new Dictionary<string, string> { ["number"] = "F-1", ["store"] = store }, $"/orders/{mark}", mark),
        ]);
        await tx.CommitAsync();
    }

    /// <summary>Registers a browser; gives where its push service hears of it.</summary>
    public static async Task<(Subscriber Browser, string Path)> SubscribeAsync(
        this ChannelHost host, Person person, string? path = null)
    {
        var browser = new Subscriber();
        path ??= $"/push/{Guid.NewGuid():N}";
        var said = await person.DoAsync(HttpMethod.Post, "/me/notifications/devices", new
        {
            web = new { endpoint = host.Providers.Address + path, p256dh = browser.P256dh, auth = browser.Auth },
        });
        Assert.True(said.Status == 200, $"{said}");
        return (browser, path);
    }

    public static async Task<string> InstallAsync(this Person person)
    {
        var token = $"{Guid.NewGuid():N}:APA91b-{Guid.NewGuid():N}";
        Assert.Equal(200, (await person.DoAsync(
            HttpMethod.Post, "/me/notifications/devices", new { app = token })).Status);
        return token;
    }

    public static string NewNumber() => $"+55119{Random.Shared.Next(10_000_000, 99_999_999)}";

    /// <summary>Confirms a phone by the code that came to it.</summary>
    public static async Task<string> ConfirmAsync(this ChannelHost host, Person person)
    {
        var number = NewNumber();
        await host.AskAsync(person, number);
        Assert.Equal(204, (await person.DoAsync(
            HttpMethod.Post, "/me/notifications/phone/confirmation",
            new { phoneCode = host.CodeOf(number) })).Status);
        return number;
    }

    public static async Task AskAsync(this ChannelHost host, Person person, string number)
    {
        Assert.Equal(202, (await person.DoAsync(
            HttpMethod.Put, "/me/notifications/phone", new { phone = number })).Status);
        await host.SettleAsync();
    }

    /// <summary>The digits in the last message to a number.</summary>
    public static string CodeOf(this ChannelHost host, string number) =>
        Digits().Match(host.Providers.Of(number)[^1].Field("Body")).Value;

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex Digits();
}
