using System.CommandLine;
using Feria.Wide;

namespace Feria.Launch;

/// <summary>From a fresh clone to a marketplace one can shop at; the second time in seconds.</summary>
static class Up
{
    public const int WantedPort = 8080;
    public const string WebhookPath = "/api/v1/webhooks/gateway";

    public static readonly Command Command = Make();

    static Command Make()
    {
        var empty = new Option<bool>("--empty") { Description = "Do not fill a new marketplace with the demo." };
        var wide = new Option<bool>("--wide")
        {
            Description = "As a large installation: two processes behind HAProxy, a replica, Redis.",
        };
        var rate = new Option<int>("--rate")
        {
            Description = "Requests a second one address may make at the gateway of --wide.",
            DefaultValueFactory = _ => 100,
        };
        var command = new Command("up", "Start the marketplace here; make and fill it the first time.")
        {
            empty, wide, rate,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(empty), parsed.GetValue(wide) ? parsed.GetValue(rate) : null, stop));
        return command;
    }

    /// <param name="rate">Of a wide installation's gateway; null for one process without one.</param>
    static async Task<int> RunAsync(bool empty, int? rate, CancellationToken stop)
    {
        var checkout = Checkout.Find();
        checkout.Prepare();
        using var alone = SharedUse.TryAlone(checkout.UpLock);
        if (alone is null)
        {
            if (await UpNote.ReadAsync(checkout) is not { } running)
                throw new CannotLaunch("Another ./feria up was just stopping. Try again.");
            Say.Line($"Feria already runs at {Say.Bold(running.Address)}");
            Tell.Accounts(checkout);
            return 0;
        }

        File.Delete(checkout.UpNote);
        if (Environment.GetEnvironmentVariable("Feria__Kafka") is { Length: > 0 })
            await KafkaLibrary.InstallAsync(checkout);
        await Vips.InstallAsync();
        var servers = rate is not null ? await UpWide.FindServersAsync() : null;
        await using var installation = await Installation.OpenAsync();
        if (empty) await File.WriteAllTextAsync(checkout.EmptyMark, "", stop);
        if (await installation.MigrateAsync(stop) is { Count: > 0 } applied)
            Say.Line($"The database is at this version: migrations applied: {applied.Count}.");

        using var ending = new CancellationTokenSource();
        var kept = installation.Cluster?.KeepAsync(ending.Token) ?? Task.CompletedTask;
        try
        {
            if (servers is not null) await UpWide.RunAsync(installation, servers, rate!.Value, stop);
            else await ServeAsync(installation, stop);
        }
        finally
        {
            File.Delete(checkout.UpNote);
            await ending.CancelAsync();
            await kept;
        }

        return 0;
    }

    static async Task ServeAsync(Installation installation, CancellationToken stop)
    {
        var checkout = installation.Checkout;
        if (installation.Cluster is not null) await ForgetSlotAsync(installation, stop);
        var address = $"http://localhost:{FreePort.From(WantedPort)}";
        await using var gateway = Gateway.Start(checkout, address + WebhookPath);
        await using var app = Marketplace.Build(installation.Settings(
            ("urls", address),
            ("Feria:Demo", "true"),
            ("Feria:SecondStep", installation.SecondStep),
            ("Feria:PublicUrl", address),
            ("Feria:Gateway:Url", gateway.Address),
            ("Feria:Gateway:ApiKey", gateway.ApiKey),
            ("Feria:Gateway:WebhookSecret", gateway.WebhookSecret)), Resting.Add);

        await installation.FillAsync(app.Services, stop);
        await app.StartAsync(stop);
        UpNote.Write(checkout, address);
        Tell.Address(address);
        Tell.Accounts(checkout);
        Say.Line("Ctrl-C stops it.");

        await app.WaitForShutdownAsync(stop);
    }

    // What up --wide made and one process alone does not read would keep WAL for nobody.
    static async Task ForgetSlotAsync(Installation installation, CancellationToken stop)
    {
        await using var database = new Database(installation.Postgres);
        await new FeedDesk(database).DropUnreadAsync(stop);
    }
}
