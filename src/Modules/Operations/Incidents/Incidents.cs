using System.Text.Json;
using Feria.Contracts;

namespace Feria.Operations;

/// <summary>Reads and moves incidents.</summary>
public sealed class Incidents(IAccountBook accounts)
{
    internal const string Columns = """
        i.id, i.state, i.severity, i.source, i.kind, i.service, i.place, i.count, i.first_at, i.last_at, i.opened_at,
        i.acknowledged_at, i.resolved_at, i.resolved_by, i.trace, i.former_id, i.messages::text as messages, i.processes
        """;

    internal sealed record Row(
        Guid Id, string State, short Severity, string Source, string Kind, string Service, string Place, long Count,
        DateTime FirstAt, DateTime LastAt, DateTime OpenedAt, DateTime? AcknowledgedAt, DateTime? ResolvedAt,
        Guid? ResolvedBy, string? Trace, Guid? FormerId, string Messages, string[] Processes)
    {
        public Incident Incident => new(
            Id, State, (Severity)Severity, Source, Kind, Service, Place, Count, FirstAt, LastAt, OpenedAt,
            AcknowledgedAt, ResolvedAt, ResolvedAt is not null && ResolvedBy is null, Trace, FormerId);
    }

    /// <summary>One with all that happened to it; null where there is none.</summary>
    public async Task<IncidentFile?> FileAsync(Session session, Guid id, CancellationToken stop)
    {
        if (await session.OneOrNullAsync<Row>(OneSql, new { id }) is not { } row) return null;
        var steps = await session.ListAsync<Step>(StepsSql, new { id });
        var alerts = await session.ListAsync<IncidentAlert>(AlertsSql, new { id });
        Guid[] people = [.. steps.Select(step => step.AccountId).OfType<Guid>().Distinct()];
        var names = people.Length == 0
            ? new Dictionary<Guid, Contact>()
            : await accounts.ContactsAsync(people, stop);
        return new(
            row.Incident, JsonSerializer.Deserialize<string[]>(row.Messages)!, row.Processes,
            [
                .. steps.Select(step => new IncidentStep(
                    step.What, step.AccountId,
                    step.AccountId is { } who && names.TryGetValue(who, out var contact) ? contact.FullName : null,
                    step.Note, step.At)),
            ],
            alerts);
    }

    /// <summary>Writes what somebody did with one; gives the state it was in, null where it cannot be.</summary>
    internal static async Task<string?> MoveAsync(
        Tx tx, string sql, Guid id, Guid account, string step, string? note, DateTime now)
    {
        if (await tx.OneOrNullAsync<string>(sql, new { id, account, now }) is not { } before) return null;
        await tx.ExecuteAsync(StepSql, new { id, step = Id.New(), what = step, account, note, now });
        return before;
    }

    sealed record Step(string What, Guid? AccountId, string? Note, DateTime At);

    const string OneSql = $"""
        -- operations.incidents.one
        select {Columns} from operations.incident i where i.id = @id
        """;

    const string StepsSql = """
        -- operations.incidents.steps
        select step as what, account_id, note, at
        from operations.incident_step
        where incident_id = @id
        order by id
        limit 200
        """;

    const string AlertsSql = """
        -- operations.incidents.alerts
        select stage, told_at, is_storm
        from operations.incident_alert
        where incident_id = @id
        order by told_at
        """;

    const string StepSql = """
        -- operations.incidents.step
        insert into operations.incident_step (incident_id, id, step, account_id, note, at)
        values (@id, @step, @what, @account, @note, @now)
        """;
}
