using System.Text.Json;
using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>
/// Begins campaigns whose time has come, draws people for those that run, and ends those that are through.
/// </summary>
sealed class RunCampaigns(Database database, Drawing drawing) : Job
{
    public override string Name => "marketing.run-campaigns";

    public override TimeSpan? Every => TimeSpan.FromMinutes(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        IReadOnlyList<Guid> open;
        await using (var session = await database.ReadFreshAsync(stop))
            open = await session.ListAsync<Guid>(OpenSql);
        foreach (var campaign in open)
            while (await drawing.StepAsync(campaign, stop)) stop.ThrowIfCancellationRequested();
    }

    const string OpenSql = """
        -- marketing.run-campaigns.open
        select id from marketing.campaign where status in ('scheduled', 'running') order by id
        """;
}
