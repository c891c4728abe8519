using System.Text.Json;
using Feria.Contracts;

namespace Feria.Operations;

/// <summary>
/// Resolves what is well again, then tells those who run the installation what opened, what nobody cares for and what
/// is over: each incident and stage once, and many at once in one message.
/// </summary>
public sealed class TellIncidents(
    Database database, SettingBook settings, AlertPeople people, TimeProvider clock) : Job
{
    const int AtMost = 200;
    static readonly TimeSpan Storm = TimeSpan.FromMinutes(10);
    static readonly TimeSpan JustNow = TimeSpan.FromSeconds(30);

    public override string Name => "operations.tell-incidents";

    public override TimeSpan? Every => TimeSpan.FromSeconds(10);

    public override int HandsAtMost => 1;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        await ResolveAsync(stop);
        await TellOpenedAsync(stop);
        await TellAsync("escalated", EscalatedSql, isUrgent: true, stop);
        await TellAsync("resolved", ResolvedSql, isUrgent: false, stop);
    }

    // All that wait for work to be done are looked at, so many at a time: what stays broken hides nothing behind it.
    async Task ResolveAsync(CancellationToken stop)
    {
        Guid? after = Guid.Empty;
        while (after is { } last) after = await ResolveAsync(last, stop);
    }

    async Task<Guid?> ResolveAsync(Guid after, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var now = clock.GetUtcNow().UtcDateTime;
        var work = await tx.ListAsync<Work>(WorkSql, new { after, before = now - JustNow, AtMost });
        Guid? next = work.Count == AtMost ? work[^1].Id : null;
        var well = await tx.ListAsync<Guid>(WellSql, new
        {
            now, since = now - settings.Of(IncidentSettings.WellAfter), done = await DoneAsync(tx, work), AtMost,
        });
        if (well.Count == 0) return next;
        await tx.ExecuteAsync(WellStepSql, new
        {
            ids = well.ToArray(), steps = well.Select(_ => Id.New()).ToArray(), now,
        });
        await tx.CommitAsync();
        return next;
    }

    // What was parked is heard or given up by now, what failed is done.
    static async Task<Guid[]> DoneAsync(Tx tx, IReadOnlyList<Work> work)
    {
        var open = (await ReactionDesk.InTroubleAsync(tx, PlacesOf(Mishap.Parked)))
            .Concat(await JobDesk.InTroubleAsync(tx, PlacesOf(Mishap.Job))).ToHashSet();
        return [.. work.Where(one => !open.Contains(one.Place)).Select(one => one.Id)];

        string[] PlacesOf(string source) =>
            [.. work.Where(one => one.Source == source).Select(one => one.Place).Distinct()];
    }

    async Task TellOpenedAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var isQuiet = IncidentSettings.IsQuiet(
            settings.Of(IncidentSettings.QuietFrom), settings.Of(IncidentSettings.QuietUntil), now);
        await using var tx = await database.WriteAsync(stop);
        var due = await tx.ListAsync<AlertPeople.Told>(OpenedSql, new
        {
            least = isQuiet
                ? (int)Severity.Critical
                : (int)IncidentSettings.SeverityOf(settings.Of(IncidentSettings.TellFrom)),
            count = settings.Of(IncidentSettings.TellCount),
            AtMost,
        });
        if (due.Count == 0) return;

        var since = (now - Storm).UtcDateTime;
        var recent = await tx.OneAsync<Recent>(RecentSql, new { since });
        // One message told of many a moment ago: what came since waits, and is one message again.
        if (recent.HasStorm) return;
        var lately = recent.Told + due.Count(one => one.OpenedAt >= since);
        var isStorm = due.Count > 1 && lately > settings.Of(IncidentSettings.StormMany);
        await TellAsync(tx, due, "opened", isStorm);
    }

    async Task TellAsync(string stage, string sql, bool isUrgent, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (!isUrgent && IncidentSettings.IsQuiet(
            settings.Of(IncidentSettings.QuietFrom), settings.Of(IncidentSettings.QuietUntil), now)) return;
        await using var tx = await database.WriteAsync(stop);
        var due = await tx.ListAsync<AlertPeople.Told>(sql, new
        {
            since = (now - settings.Of(IncidentSettings.EscalateAfter)).UtcDateTime,
            yesterday = now.UtcDateTime.AddDays(-1),
            AtMost,
        });
        if (due.Count > 0)
            await TellAsync(tx, due, stage, due.Count > settings.Of(IncidentSettings.StormMany));
    }

    async Task TellAsync(Tx tx, IReadOnlyList<AlertPeople.Told> due, string stage, bool isStorm)
    {
        var mine = (await tx.ListAsync<Guid>(AlertSql, new
        {
            ids = due.Select(one => one.Id).ToArray(), stage, isStorm, now = clock.GetUtcNow().UtcDateTime,
        })).ToHashSet();
        if (mine.Count == 0) return;
        await people.TellAsync(tx, [.. due.Where(one => mine.Contains(one.Id))], stage, isStorm);
        await tx.CommitAsync();
    }

    sealed record Work(Guid Id, string Source, string Place);

    sealed record Recent(bool HasStorm, int Told);

    const string WorkSql = """
        -- operations.tell-incidents.work
        select id, source, place
        from operations.incident
        where id > @after and resolved_at is null and source in ('parked', 'job') and last_at < @before
        order by id
        limit @AtMost
        """;

    // An outage and a lag are over once nobody saw them for a while; the others by what stands in the tables.
    const string WellSql = """
        -- operations.tell-incidents.well
        update operations.incident i set resolved_at = @now
        where i.id = any(array(
            select o.id from operations.incident o
            where o.resolved_at is null and o.source in ('outage', 'lag', 'parked', 'job', 'verification')
                and case o.source
                    when 'parked' then o.id = any(@done)
                    when 'job' then o.id = any(@done)
                    when 'verification' then exists (
                        select from (
                            select v.faults, v.started_at from operations.verification v
                            where v.kind = o.place order by v.id desc limit 1) last
                        where last.faults = 0 and last.started_at > o.last_at)
                    else o.last_at < @since end
            order by o.id
            limit @AtMost
            for update skip locked))
        returning i.id
        """;

    const string WellStepSql = """
        -- operations.tell-incidents.well-step
        insert into operations.incident_step (incident_id, id, step, at)
        select w.incident, w.id, 'resolved', @now from unnest(@ids::uuid[], @steps::uuid[]) as w(incident, id)
        """;

    const string OpenedSql = """
        -- operations.tell-incidents.opened
        select i.id, i.severity, i.source, i.kind, i.service, i.place, i.count, i.first_at, i.opened_at
        from operations.incident i
        where i.state = 'open' and i.severity >= @least and i.most_in_window >= @count
            and not exists (
                select from operations.incident_alert a where a.incident_id = i.id and a.stage = 'opened')
        order by i.id
        limit @AtMost
        for update of i skip locked
        """;

    const string RecentSql = """
        -- operations.tell-incidents.recent
        select exists (
                select from operations.incident_alert where is_storm and stage = 'opened' and told_at > @since)
                as has_storm, (
                select count(*)::int
                from operations.incident i
                join operations.incident_alert a on a.incident_id = i.id and a.stage = 'opened'
                where i.opened_at >= @since) as told
        """;

    const string EscalatedSql = """
        -- operations.tell-incidents.escalated
        select i.id, i.severity, i.source, i.kind, i.service, i.place, i.count, i.first_at, i.opened_at
        from operations.incident i
        where i.state = 'open' and i.severity = 3 and i.opened_at <= @since
            and not exists (
                select from operations.incident_alert a where a.incident_id = i.id and a.stage = 'escalated')
        order by i.id
        limit @AtMost
        for update of i skip locked
        """;

    const string ResolvedSql = """
        -- operations.tell-incidents.resolved
        select i.id, i.severity, i.source, i.kind, i.service, i.place, i.count, i.first_at, i.opened_at
        from operations.incident i
        join operations.incident_alert o on o.incident_id = i.id and o.stage = 'opened'
        where i.resolved_at > @yesterday
            and not exists (
                select from operations.incident_alert a where a.incident_id = i.id and a.stage = 'resolved')
        order by i.resolved_at
        limit @AtMost
        for update of i skip locked
        """;

    // What another told between the look and the lock is told already.
    const string AlertSql = """
        -- operations.tell-incidents.alert
        insert into operations.incident_alert (incident_id, stage, is_storm, told_at)
        select id, @stage, @isStorm, @now from unnest(@ids::uuid[]) as t(id)
        on conflict (incident_id, stage) do nothing
        returning incident_id
        """;
}
