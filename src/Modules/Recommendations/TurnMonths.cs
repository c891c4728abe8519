using System.Text.Json;

namespace Feria.Recommendations;

/// <summary>
/// Makes room for what will be done in the months to come, and drops what was done more than ninety days ago, a month
/// at a time.
/// </summary>
sealed class TurnMonths(Database database) : Job
{
    public override string Name => "recommendations.turn-months";

    public override TimeSpan? Every => TimeSpan.FromHours(6);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        // Who writes behaviour holds its table for moments; where not, nobody queues behind and it is tried again.
        await tx.ExecuteAsync(PatienceSql);
        if (await tx.OneAsync<bool>(TurnSql)) await tx.CommitAsync();
    }

    const string PatienceSql = """
        -- recommendations.turn-months.patience
        select set_config('lock_timeout', '1s', true)
        """;

    const string TurnSql = """
        -- recommendations.turn-months.turn
        select recommendations.turn_months()
        """;
}
