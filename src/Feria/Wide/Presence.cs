using System.Reflection;
using Feria.Search;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace Feria.Wide;

/// <summary>Says every two seconds, in the database, that this process lives and what it does.</summary>
sealed class Presence(
    Processes processes, ProcessRoles roles, IndexFeed index, Draining draining, IServer server,
    IHostApplicationLifetime life, TimeProvider clock, ILogger<Presence> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2);

    readonly DateTime startedAt = clock.GetUtcNow().UtcDateTime;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        // Where it listens is known once it does.
        var started = Task.Delay(Timeout.Infinite, life.ApplicationStarted);
        await Patiently.WaitAsync(started, Timeout.InfiniteTimeSpan, stop);
        while (!stop.IsCancellationRequested)
        {
            await Patiently.DoAsync(() => processes.SayAsync(Hello(), stop), log, stop);
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), Pause, stop);
        }
    }

    public override async Task StopAsync(CancellationToken stop)
    {
        await base.StopAsync(stop);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(LastWord);
        try
        {
            await processes.LeaveAsync(Name, patience.Token);
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException or OperationCanceledException)
        {
        }
    }

    Processes.Hello Hello()
    {
        string[] does =
        [
            .. roles.Web ? [Roles.Web] : Array.Empty<string>(),
            .. roles.Services.Count > 0 ? [Roles.Api] : Array.Empty<string>(),
            .. roles.Worker ? [Roles.Worker] : Array.Empty<string>(),
        ];
        return new(
            Name, Address, does, [.. roles.Services.Order()], Version, index.IsInUse ? index.Version : null,
            draining.HasBegun, startedAt);
    }

    string Name => Uri.TryCreate(Address, UriKind.Absolute, out var at)
        ? $"{Environment.MachineName}:{at.Port}"
        : $"{Environment.MachineName}:{Environment.ProcessId}";

    string Address => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";

    // The commit it was built from, where that is known.
    static string Version { get; } =
        typeof(Presence).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+') is [_, { Length: >= 7 } commit] ? commit[..7] : "1.0";
}
