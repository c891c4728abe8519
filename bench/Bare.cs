using System.CommandLine;
using Feria.Launch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Bench;

/// <summary>
/// The least a web server can do: it sends bytes that were in its memory before anybody asked. In a process of its own
/// it is what reading is held against; and what the driver reaches of it is the most the driver can measure.
/// </summary>
sealed class Bare : IDisposable
{
    readonly Child process;

    Bare(Child process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>The process that <see cref="StartAsync"/> starts.</summary>
    public static readonly Command Command = Make();

    static Command Make()
    {
        var folder = new Argument<DirectoryInfo>("folder");
        var address = new Argument<string>("address");
        var command = new Command("bare", "Serves the files of a folder from memory.") { folder, address };
        command.Hidden = true;
        command.SetAction(async (parsed, stop) =>
        {
            await using var app = Build(
                parsed.GetValue(address)!, parsed.GetValue(folder)!.GetFiles()
                    .ToDictionary(file => file.Name, file => File.ReadAllBytes(file.FullName)));
            await app.StartAsync(stop);
            await app.WaitForShutdownAsync(stop);
            return 0;
        });
        return command;
    }

    /// <param name="contents">By the name they are asked for, whose ending says their kind.</param>
    public static WebApplication Build(string address, IReadOnlyDictionary<string, byte[]> contents)
    {
        // As the product: whoever waits for settings to change watches files.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        foreach (var (name, bytes) in contents)
        {
            var kind = name.EndsWith(".html") ? "text/html; charset=utf-8" : "application/json; charset=utf-8";
            app.MapGet($"/{name}", () => Results.Bytes(bytes, kind));
        }

        return app;
    }

    /// <param name="folder">Whose files it serves by their names.</param>
    public static async Task<Bare> StartAsync(string folder, CancellationToken stop)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Any()}");
        var process = Child.Start(
            ["dotnet", typeof(Bare).Assembly.Location, "bare", folder, address.ToString()],
            new Dictionary<string, string>(), Path.Combine(Path.GetTempPath(), "feria-bare.log"));
        using var http = new HttpClient { BaseAddress = address };
        for (var patience = 0; ; patience++)
            try
            {
                await http.GetAsync("/", stop);
                return new(process, address);
            }
            catch (HttpRequestException) when (patience < 300 && !process.Ended.IsCompleted)
            {
                await Task.Delay(100, stop);
            }
    }

    public void Dispose() => process.Dispose();
}
