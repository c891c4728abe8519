using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Accounts;

/// <summary>At each start: permissions this version brings along enter the tables.</summary>
sealed class SyncPermissions(Database db, ILogger<SyncPermissions> log) : IHostedService
{
    public async Task StartAsync(CancellationToken stop)
    {
        try
        {
            await Roles.SyncAsync(db, stop);
        }
        catch (NpgsqlException outage) // browsing must be able to start while the primary is away
        {
            log.LogError(outage, "Permissions were not brought up to date; the next start does it");
        }
    }

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;
}
