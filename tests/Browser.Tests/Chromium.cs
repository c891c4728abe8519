using System.Text.Json;
using Feria.Launch;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Feria.Browser.Tests.Chromium))]

namespace Feria.Browser.Tests;

/// <summary>The machine's own browser, started once for all tests. Where there is none they are skipped.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // The shell has no windows at all: it draws the same pages with half the processes, and shows no notifications.
    static readonly string[] Shells = ["/usr/bin/chromium-headless-shell"];
    static readonly string[] Whole = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // For those who bring their own driver, as Lighthouse does.
    readonly int port = FreePort.Any();

    IPlaywright? playwright;
    IBrowser? browser;
    Lazy<Task<IBrowser?>>? whole;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(20_000);
        playwright = await Playwright.CreateAsync();
        browser = await LaunchAsync([.. Shells, .. Whole], $"--remote-debugging-port={port}");
        whole = new(() => LaunchAsync(Whole));
    }

    async Task<IBrowser?> LaunchAsync(string[] places, params string[] arguments) =>
        places.FirstOrDefault(File.Exists) is not { } place ? null : await playwright!.Chromium.LaunchAsync(new()
        {
            ExecutablePath = place,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", .. arguments],
        });

    /// <summary>A page of a new visitor; whatever the page reports as an error fails the test.</summary>
    /// <param name="notified">Whether the browser shows notifications.</param>
    public async Task<Visitor> VisitAsync(
        FeriaHost host, bool script = true, bool phone = false, bool dark = false, string locale = "en-US",
        bool notified = false)
    {
        var its = notified ? await whole!.Value : browser;
        Assert.SkipWhen(its is null, "There is no chromium here.");
        var context = await its!.NewContextAsync(new()
        {
            BaseURL = host.Address.ToString(),
            JavaScriptEnabled = script,
            Locale = locale,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(45_000);
        return new Visitor(context, await context.NewPageAsync());
    }

    /// <summary>Lighthouse's report of one visit to the page.</summary>
    public Task<JsonElement> AuditAsync(Uri page, params string[] options)
    {
        var folder = Environment.GetEnvironmentVariable("FERIA_TEST_LIGHTHOUSE");
        Assert.SkipWhen(browser is null, "There is no chromium here.");
        Assert.SkipUnless(Directory.Exists(folder), "Lighthouse is not installed here; ./feria test installs it.");
        return LighthouseAudit.RunAsync(folder!, page, [$"--port={port}", .. options]);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        if (whole is { IsValueCreated: true } && await whole.Value is { } other) await other.DisposeAsync();
        playwright?.Dispose();
    }
}

public sealed class Visitor : IAsyncDisposable
{
    readonly IBrowserContext context;

    public Visitor(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, said) =>
        {
            if (said.Type == "error" && !said.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                Complaints.Add(said.Text);
        };
        page.PageError += (_, fault) => Complaints.Add(fault);
        page.Dialog += (_, dialog) => Complaints.Add($"A dialog opened: {dialog.Message}");
    }

    public IPage Page { get; }

    /// <summary>Script faults, broken content policies and dialogs; there should be none.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Nothing sticks out of the window, and axe finds no fault.</summary>
    public async Task LooksRightAsync()
    {
        Assert.False(await SticksOutAsync());
        Assert.Empty(await Axe.FaultsAsync(Page));
    }

    public Task<bool> SticksOutAsync() => Page.EvaluateAsync<bool>(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth");

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(Complaints);
    }
}
