using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>What broke: open ones unless asked otherwise, the newest first.</summary>
public static class ListIncidents
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/incidents", Handle)
        .WithName(nameof(ListIncidents))
        .RequireAccess(Permission.ManageOperations)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Open">How many nobody looked at yet, up to 1,000; whatever was asked for.</param>
    /// <param name="Acknowledged">How many somebody is at, up to 1,000.</param>
    public sealed record Found(IReadOnlyList<Incident> Items, string? Next, int Open, int Acknowledged);

    public static async Task<Results<Ok<Found>, ProblemHttpResult>> Handle(
        [AllowedValues(null, "open", "acknowledged", "resolved")] string? state,
        [AllowedValues(null, "error", "job", "parked", "lag", "outage", "startup", "verification")] string? source,
        [AllowedValues(null, "info", "warning", "error", "critical")] string? severity,
        int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        var found = await ReadAsync(session, new(state, source, severity), before, Cursor.Limit(limit) + 1);
        var counts = await session.OneAsync<Counts>(CountSql, new { most = IToDo.CountAtMost });
        var page = Cursor.Cut(found, Cursor.Limit(limit), one => one.Id);
        return TypedResults.Ok(new Found(page.Items, page.Next, counts.Open, counts.Acknowledged));
    }

    internal sealed record Wanted(string? State, string? Source, string? Severity);

    internal static async Task<IReadOnlyList<Incident>> ReadAsync(
        Session session, Wanted wanted, Guid before, int limit)
    {
        var least = wanted.Severity is { } severity ? (int)IncidentSettings.SeverityOf(severity) : 0;
        var rows = await session.ListAsync<Incidents.Row>(
            ListSql, new { state = wanted.State ?? "open", before, wanted.Source, least, limit });
        return [.. rows.Select(row => row.Incident)];
    }

    sealed record Counts(int Open, int Acknowledged);

    const string ListSql = $"""
        -- operations.list-incidents.list
        select {Incidents.Columns}
        from operations.incident i
        where i.state = @state and i.id < @before and (@Source::text is null or i.source = @Source)
            and i.severity >= @least
        order by i.id desc
        limit @limit
        """;

    const string CountSql = """
        -- operations.list-incidents.count
        select (
                select count(*)::int
                from (select from operations.incident where state = 'open' limit @most) o) as open,
            (
                select count(*)::int
                from (select from operations.incident where state = 'acknowledged' limit @most) a) as acknowledged
        """;
}
