namespace Feria.Operations;

/// <summary>Something that broke, as one thing however often it did.</summary>
/// <param name="State">open, acknowledged or resolved.</param>
/// <param name="Source">error, job, parked, lag, outage, startup or verification.</param>
/// <param name="Place">Where in the service, without ids and numbers.</param>
/// <param name="Trace">Of the last time, as the traces and logs name it.</param>
/// <param name="Former">The same fault, resolved before this: it came back.</param>
/// <param name="IsBySelf">Whether it was resolved without anybody's doing.</param>
public sealed record Incident(
    Guid Id, string State, Severity Severity, string Source, string Kind, string Service, string Place, long Count,
    DateTime FirstAt, DateTime LastAt, DateTime OpenedAt, DateTime? AcknowledgedAt, DateTime? ResolvedAt, bool IsBySelf,
    string? Trace, Guid? Former);

/// <param name="Step">opened, acknowledged, resolved or noted.</param>
/// <param name="By">The account that did it; null where it happened by itself.</param>
/// <param name="ByName">What that account is called.</param>
public sealed record IncidentStep(string Step, Guid? By, string? ByName, string? Note, DateTime At);

/// <param name="Stage">opened, escalated or resolved.</param>
/// <param name="IsStorm">Told together with others, in one message.</param>
public sealed record IncidentAlert(string Stage, DateTime ToldAt, bool IsStorm);

/// <param name="Messages">Five of them at most, without what could be somebody's.</param>
/// <param name="Processes">Where it was seen.</param>
public sealed record IncidentFile(
    Incident Incident, IReadOnlyList<string> Messages, IReadOnlyList<string> Processes,
    IReadOnlyList<IncidentStep> Steps, IReadOnlyList<IncidentAlert> Alerts);
