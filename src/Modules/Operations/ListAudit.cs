using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Who did what, and what was denied to whom: the newest first.</summary>
public static class ListAudit
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/audit", Handle)
        .WithName(nameof(ListAudit))
        .RequireAccess(Permission.ReadAudit)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Name">Of the actor, where they are an account that still is.</param>
    public sealed record Listed(AuditDesk.Told Line, string? Name);

    /// <param name="actor">Account or key that did it.</param>
    /// <param name="subject">Id or name of what it was done to.</param>
    /// <param name="operation">The operation, as the API's description names it.</param>
    /// <param name="from">First day, in UTC.</param>
    /// <param name="to">Last day, in UTC.</param>
    public static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        Guid? actor, [StringLength(200)] string? subject, [StringLength(200)] string? operation,
        [AllowedValues(null, AuditEntry.Done, AuditEntry.Refused)] string? outcome, DateOnly? from, DateOnly? to,
        int? limit, string? cursor, AuditDesk desk, Database database, IAccountBook accounts, CancellationToken stop)
    {
        if (!Cursor.TryRead<long?>(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        IReadOnlyList<AuditDesk.Told> lines;
        await using (var session = await database.ReadAsync(stop))
            lines = await desk.ListAsync(
                session, QuestionOf(actor, subject, operation, outcome, from, to), before ?? long.MaxValue,
                Cursor.Limit(limit) + 1);
        var people = await accounts.ContactsAsync(
            [.. lines.Where(line => line.ActorKind == "account").Select(line => line.Actor!.Value).Distinct()], stop);
        return TypedResults.Ok(Cursor.Cut(
            [
                .. lines.Select(line => new Listed(
                    line, line.Actor is { } who ? people.GetValueOrDefault(who)?.FullName : null)),
            ],
            Cursor.Limit(limit), listed => listed.Line.Number));
    }

    internal static AuditDesk.Question QuestionOf(
        Guid? actor, string? subject, string? operation, string? outcome, DateOnly? from, DateOnly? to) => new(
            actor, subject, operation, outcome, from?.ToDateTime(default, DateTimeKind.Utc),
            to is { } last && last < DateOnly.MaxValue ? last.AddDays(1).ToDateTime(default, DateTimeKind.Utc) : null);
}
