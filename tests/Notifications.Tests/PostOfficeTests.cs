using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Feria.Adapters;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Notifications.Tests;

public sealed class PostHost : FeriaHost
{
    public MailServer Mail { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Feria:Smtp:Host"] = "127.0.0.1",
        ["Feria:Smtp:Port"] = $"{Mail.Port}",
        ["Feria:Smtp:From"] = "Feria <no-reply@feria.example>",
        ["Feria:Smtp:Encrypted"] = "false",
    };
}

public sealed class PostOfficeTests(PostHost host) : IClassFixture<PostHost>
{
    [Fact]
    public async Task A_letter_is_sent_after_the_commit_in_plain_text_and_html()
    {
        await host.SettleAsync();
        var before = (long)(await host.SqlAsync(SentSql))!;
        var to = await PostAsync("José Núñez");
        await host.SettleAsync();

        var sent = Assert.Single(host.Mail.Letters, letter => letter.Contains(to));
        Assert.Contains("From: \"Feria\" <no-reply@feria.example>", sent);
        Assert.Contains("multipart/alternative", sent);
        Assert.Contains("text/plain", sent);
        Assert.Contains("text/html", sent);
        Assert.Equal(before + 1, await host.SqlAsync(SentSql));
    }

    [Fact]
    public async Task A_letter_of_a_transaction_that_is_given_up_is_not_sent()
    {
        var to = await PostAsync("Ana", commits: false);
        await host.SettleAsync();

        Assert.DoesNotContain(host.Mail.Letters, letter => letter.Contains(to));
    }

    [Fact]
    public async Task A_server_that_fails_is_tried_again_and_gets_the_letter_once()
    {
        host.Mail.RefuseNext = 1;
        var to = await PostAsync("Ana");

        for (var i = 0; i < 600 && !host.Mail.Letters.Any(letter => letter.Contains(to)); i++) await Task.Delay(100);
        await host.SettleAsync();

        Assert.Single(host.Mail.Letters, letter => letter.Contains(to));
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_from_one_that_refuses_a_letter()
    {
        using var server = new MailServer { RefuseNext = 1 };
        await Assert.ThrowsAsync<IOException>(() => CarryAsync(server.Port));
        await CarryAsync(server.Port);
        Assert.Single(server.Letters);

        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var port = ((IPEndPoint)busy.LocalEndpoint).Port;
        var asked = CarryAsync(port);
        using (var client = await busy.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
            await client.GetStream().WriteAsync("421 mail.example is busy\r\n"u8.ToArray());
        await Assert.ThrowsAsync<CarrierAway>(() => asked);

        busy.Stop();
        await Assert.ThrowsAsync<CarrierAway>(() => CarryAsync(port));

        static Task CarryAsync(int port) => new SmtpCarrier(new("127.0.0.1", "no-reply@feria.example", port, false))
            .CarryAsync(new(Guid.NewGuid(), "ana@example.com", "Lamps", "Text", "<p>Text</p>"), default);
    }

    [Fact]
    public async Task Outside_the_demo_there_is_no_mailbox()
    {
        await PostAsync("Ana");
        var answer = await host.Http.GetAsync("/api/v1/demo/mailbox");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    async Task<string> PostAsync(string name, bool commits = true)
    {
        var to = $"ana.{Guid.NewGuid():N}@example.com";
        await using var tx = await host.Database.WriteAsync();
        await host.Services.GetRequiredService<IPostOffice>().PostAsync(tx, new Letter(to, "en", "verify-email",
            new Dictionary<string, string> { ["name"] = name, ["link"] = "https://feria.example/x" }));
        if (commits) await tx.CommitAsync();
        return to;
    }

    const string SentSql = "select count(*) from notifications.letter where sent_at is not null";
}
