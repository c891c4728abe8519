using System.Net;
using Feria.SandboxGateway;

if (args.Contains("--help"))
{
    Console.WriteLine(Settings.Usage);
    return 0;
}

// Settings are read once: who waits for them to change watches every file under the folder it was started in.
var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
try
{
    var settings = Settings.Read(builder.Configuration);
    if (settings.Port == 0) settings = settings with { Port = FreePort(settings.Host) };
    settings = settings with { PublicUrl = settings.PublicUrl ?? $"http://localhost:{settings.Port}" };

    using var journal = new Journal(settings.Journal);
    var app = Build(builder, settings, new Book(journal, TimeProvider.System));
    await app.StartAsync();
    Console.WriteLine($"Sandbox gateway: http://{settings.Host}:{settings.Port} (journal {settings.Journal})");
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception refusal) when (refusal is SettingsException or IOException)
{
    Console.Error.WriteLine($"{refusal.Message}\n\n{Settings.Usage}");
    return 2;
}

static WebApplication Build(WebApplicationBuilder builder, Settings settings, Book book)
{
    // Framework logs would print addresses with their query, and a buyer may have typed anything there.
    builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore", LogLevel.Error);
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.Listen(IPAddress.Parse(settings.Host), settings.Port);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 64 * 1024;
    });
    builder.Services.AddSingleton(settings).AddSingleton(book).AddSingleton(TimeProvider.System);
    builder.Services.AddHostedService<Settling>().AddHostedService<WebhookSender>();

    var app = builder.Build();
    app.Use(Gate.Pass);
    CreateIntent.Map(app);
    ReadIntents.Map(app);
    ConfirmIntent.Map(app);
    SettleIntent.Map(app);
    Refunds.Map(app);
    Tokens.Map(app);
    Feria.SandboxGateway.Pages.PaymentPage.Map(app);
    Feria.SandboxGateway.Pages.OperatorPage.Map(app);
    app.MapGet("/healthz", () => Results.Text("ok"));
    return app;
}

static int FreePort(string host)
{
    using var probe = new System.Net.Sockets.TcpListener(IPAddress.Parse(host), 0);
    probe.Start();
    return ((IPEndPoint)probe.LocalEndpoint).Port;
}
