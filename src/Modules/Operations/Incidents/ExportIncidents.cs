using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>The same incidents for a spreadsheet, all of them, sent while they are read.</summary>
public static class ExportIncidents
{
    static readonly string[] Columns =
    [
        "kind", "service", "place", "source", "severity", "state", "count", "first_at", "last_at", "opened_at",
        "acknowledged_at", "resolved_at", "by_itself", "trace", "former", "id",
    ];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/incidents.csv", Handle)
        .WithName(nameof(ExportIncidents))
        .RequireAccess(Permission.ManageOperations)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    static PushStreamHttpResult Handle(
        [AllowedValues(null, "open", "acknowledged", "resolved")] string? state,
        [AllowedValues(null, "error", "job", "parked", "lag", "outage", "startup", "verification")] string? source,
        [AllowedValues(null, "info", "warning", "error", "critical")] string? severity,
        Database database, CancellationToken stop) => Csv.Answer(
            "incidents.csv", Columns,
            Csv.AllAsync<Incident>(async (last, limit) =>
            {
                await using var session = await database.ReadFreshAsync(stop);
                return await ListIncidents.ReadAsync(
                    session, new(state, source, severity), last?.Id ?? Guid.AllBitsSet, limit);
            }),
            FieldsOf);

    static IEnumerable<string> FieldsOf(Incident one) =>
    [
        Csv.Field(one.Kind), Csv.Field(one.Service), Csv.Field(one.Place), one.Source,
        one.Severity.ToString().ToLowerInvariant(), one.State, Csv.Field(one.Count), Csv.Field(one.FirstAt),
        Csv.Field(one.LastAt), Csv.Field(one.OpenedAt), Csv.Field(one.AcknowledgedAt), Csv.Field(one.ResolvedAt),
        Csv.Field(one.IsBySelf), Csv.Field(one.Trace ?? ""), $"{one.Former}", $"{one.Id}",
    ];
}
