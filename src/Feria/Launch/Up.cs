using System.CommandLine;
using Feria.Demo;

namespace Feria.Launch;

/// <summary>From a fresh clone to a marketplace one can shop at; the second time in seconds.</summary>
static class Up
{
    public const int WantedPort = 8080;
    const string WebhookPath = "/api/v1/webhooks/gateway";

    public static readonly Command Command = Make();

    static Command Make()
    {
        var empty = new Option<bool>("--empty") { Description = "Do not fill a new marketplace with the demo." };
        var command = new Command("up", "Start the marketplace here; make and fill it the first time.") { empty };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(empty), stop));
        return command;
    }

    static async Task<int> RunAsync(bool empty, CancellationToken stop)
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
        await using var installation = await Installation.OpenAsync();
        if (empty) await File.WriteAllTextAsync(checkout.EmptyMark, "", stop);
        if (await installation.MigrateAsync(stop) is { Count: > 0 } applied)
            Say.Line($"The database is at this version: migrations applied: {applied.Count}.");

        var address = $"http://localhost:{FreePort.From(WantedPort)}";
        await using var gateway = Gateway.Start(checkout, address + WebhookPath);
        await using var app = Marketplace.Build(installation.Settings(
            ("urls", address),
            ("Feria:Demo", "true"),
            ("Feria:PublicUrl", address),
            ("Feria:Gateway:Url", gateway.Address),
            ("Feria:Gateway:ApiKey", gateway.ApiKey),
            ("Feria:Gateway:WebhookSecret", gateway.WebhookSecret)));

        // Before it serves, so that the first page is full; never into a database somebody named.
        if (installation.Cluster is not null && !File.Exists(checkout.EmptyMark))
            await DemoMarketplace.SeedAsync(app.Services, Say.Bar("Setting up the demo marketplace"), stop);
        await app.StartAsync(stop);
        using var ending = new CancellationTokenSource();
        var kept = installation.Cluster?.KeepAsync(ending.Token) ?? Task.CompletedTask;
        UpNote.Write(checkout, address);
        Tell.Address(address);
        Tell.Accounts(checkout);
        Say.Line("Ctrl-C stops it.");

        await app.WaitForShutdownAsync(stop);
        File.Delete(checkout.UpNote);
        await ending.CancelAsync();
        await kept;
        return 0;
    }
}
