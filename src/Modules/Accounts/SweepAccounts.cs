using System.Text.Json;

namespace Feria.Accounts;

/// <summary>Throws away what has run out: sessions, links, counted failures.</summary>
sealed class SweepAccounts(Database db) : Job
{
    public override string Name => "accounts.sweep";
    public override TimeSpan? Every => TimeSpan.FromHours(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        foreach (var sql in new[] { SessionsSql, LinksSql, AttemptsSql }) await tx.ExecuteAsync(sql);
        await tx.CommitAsync();
    }

    const string SessionsSql = """
        -- accounts.sweep.sessions
        delete from accounts.session where expires_at < now()
        """;

    const string LinksSql = """
        -- accounts.sweep.links
        delete from accounts.single_use_link where expires_at < now() - interval '7 days'
        """;

    const string AttemptsSql = """
        -- accounts.sweep.attempts
        delete from accounts.attempt where last_at < now() - interval '1 day'
        """;
}
