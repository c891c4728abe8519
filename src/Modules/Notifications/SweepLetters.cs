using System.Text.Json;

namespace Feria.Notifications;

/// <summary>
/// Throws letters away: sent ones after a day, unsent ones after a month; what was written about is remembered for two.
/// </summary>
sealed class SweepLetters(Database db) : Job
{
    public override string Name => "notifications.sweep-letters";
    public override TimeSpan? Every => TimeSpan.FromHours(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await tx.ExecuteAsync(SweepSql);
        await tx.ExecuteAsync(ForgetSql);
        await tx.CommitAsync();
    }

    const string SweepSql = """
        -- notifications.sweep-letters.sweep
        delete from notifications.letter
        where sent_at < now() - interval '1 day' or created_at < now() - interval '30 days'
        """;

    const string ForgetSql = """
        -- notifications.sweep-letters.forget
        delete from notifications.posted where at < now() - interval '60 days'
        """;
}
