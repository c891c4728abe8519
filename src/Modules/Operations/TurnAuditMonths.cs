using System.Text.Json;

namespace Feria.Operations;

/// <summary>Makes room in the audit for the months to come.</summary>
sealed class TurnAuditMonths(Database database) : Job
{
    public override string Name => "operations.turn-audit-months";

    public override TimeSpan? Every => TimeSpan.FromHours(6);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await AuditDesk.TurnMonthsAsync(tx)) await tx.CommitAsync();
    }
}
