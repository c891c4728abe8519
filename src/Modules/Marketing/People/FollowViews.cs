using System.Text.Json;
using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>Follows in which categories people look around, six hours of it at a time at most.</summary>
public sealed class FollowViews(Database database, IVisits visits) : Job
{
    // A transaction that is still open may write views of a time that was followed already.
    static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    public override string Name => "marketing.follow-views";

    public override TimeSpan? Every => TimeSpan.FromMinutes(5);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        while (await StepAsync(stop)) { }
    }

    async Task<bool> StepAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var step = await tx.OneAsync<Step>(StepSql, new { Late });
        if (step.Until <= step.Since) return false;
        var viewed = (await visits.ViewedAsync(tx, step.Since, step.Until))
            .OrderBy(one => one.Account).ThenBy(one => one.Category).ToList();
        await tx.ExecuteAsync(FollowSql, new
        {
            tx.Region, step.Until,
            accounts = viewed.Select(one => one.Account).ToArray(),
            categories = viewed.Select(one => one.Category).ToArray(),
            ats = viewed.Select(one => one.At).ToArray(),
        });
        await tx.CommitAsync();
        return step.IsBehind;
    }

    sealed record Step(DateTime Since, DateTime Until, bool IsBehind);

    const string StepSql = """
        -- marketing.follow-views.step
        select at as since, least(at + interval '6 hours', now() - @Late::interval) as until,
            at + interval '6 hours' < now() - @Late::interval as is_behind
        from marketing.position
        where name = 'views'
        for update
        """;

    // Of people that are known: who left meanwhile is nobody here.
    const string FollowSql = """
        -- marketing.follow-views.follow
        with until as (update marketing.position set at = @Until where name = 'views')
        insert into marketing.interest (region, account_id, category, viewed_at)
        select @Region, v.account_id, v.category, v.at
        from unnest(@accounts::uuid[], @categories::int[], @ats::timestamptz[]) as v(account_id, category, at)
        cross join lateral (
            select from marketing.person
            where region = @Region and account_id = v.account_id
            limit 1) p
        on conflict (region, account_id, category) do update
            set viewed_at = greatest(interest.viewed_at, excluded.viewed_at)
        """;
}
