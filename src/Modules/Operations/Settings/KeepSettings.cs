using Feria.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Operations;

/// <summary>
/// Keeps this process's copy of the settings: read before it serves, again when somebody changed one, and now and then
/// in any case.
/// </summary>
public sealed class KeepSettings(Database database, SettingBook book, ILogger<KeepSettings> log)
    : BackgroundService, IHostedLifecycleService
{
    static readonly TimeSpan AtStart = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Anyway = TimeSpan.FromSeconds(30);
    static readonly Guid Changed = Changes.Of<SettingChanged>();

    readonly Bell bell = new();
    volatile bool isTaken;

    public async Task StartingAsync(CancellationToken stop)
    {
        database.Changes.Heard += Hear;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(AtStart);
        try
        {
            await ReadAsync(patience.Token);
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            log.LogWarning("Settings are what they usually are until they can be read: {Why}", outage.Message);
        }
    }

    public Task StartedAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken stop)
    {
        database.Changes.Heard -= Hear;
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var ring = bell.Next;
            if (isTaken) await Patiently.WaitAsync(ring, Anyway, stop);
            if (!stop.IsCancellationRequested) await Patiently.DoAsync(() => ReadAsync(stop), log, stop);
        }
    }

    void Hear(IReadOnlyCollection<Change> changes)
    {
        foreach (var change in changes)
            if (change.Subject == Changed) bell.Wake();
    }

    async Task ReadAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        book.Take(await SettingVersions.StandingAsync(session, [.. book.All.Select(one => one.Setting.Key)]));
        isTaken = true;
    }
}
