using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>The same for a spreadsheet, all of it, a row a line; sent while it is read.</summary>
public static class ExportAudit
{
    static readonly string[] Columns =
    [
        "number", "at", "actor_kind", "actor", "acted_as", "operation", "outcome", "code", "subject_kind", "subject",
        "before", "after", "why", "network", "client", "trace", "hash",
    ];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/audit.csv", Handle)
        .WithName(nameof(ExportAudit))
        .RequireAccess(Permission.ReadAudit)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    static PushStreamHttpResult Handle(
        Guid? actor, [StringLength(200)] string? subject, [StringLength(200)] string? operation,
        [AllowedValues(null, AuditEntry.Done, AuditEntry.Refused)] string? outcome, DateOnly? from, DateOnly? to,
        AuditDesk desk, CancellationToken stop) => Csv.Answer(
            "audit.csv", Columns,
            desk.AllAsync(ListAudit.QuestionOf(actor, subject, operation, outcome, from, to), stop), line =>
            [
                Csv.Field(line.Number), Csv.Field(line.At), line.ActorKind, $"{line.Actor}", $"{line.ActedAs}",
                Csv.Field(line.Operation), line.Outcome, line.Code ?? "", Csv.Field(line.SubjectKind ?? ""),
                Csv.Field(line.Subject ?? ""), Csv.Field($"{line.Before}"), Csv.Field($"{line.After}"),
                Csv.Field(line.Why ?? ""), line.Network ?? "", Csv.Field(line.Client ?? ""), line.Trace ?? "",
                line.Hash,
            ]);
}
