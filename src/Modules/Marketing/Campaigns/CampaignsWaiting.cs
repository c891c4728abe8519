using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>Campaigns that wait for somebody: out of budget or of coupons, or through and not looked at.</summary>
sealed class CampaignsWaiting : IToDo
{
    public string Name => "marketing.campaigns";

    public string Permission => Contracts.Permission.ManageCampaigns;

    public Task<ToDoCount> CountAsync(Session session) =>
        session.OneAsync<ToDoCount>(CountSql, new { IToDo.CountAtMost });

    const string CountSql = """
        -- marketing.campaigns-waiting.count
        select count(*)::int as many, min(since) as since
        from (
            select coalesce(ended_at, started_at, made_at) as since from marketing.campaign
            where (status = 'paused' and why <> 'person') or (status = 'finished' and seen_at is null)
            limit @CountAtMost) w
        """;
}
