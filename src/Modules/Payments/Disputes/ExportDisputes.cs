using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>The same disputes for a spreadsheet, all of them, sent while they are read.</summary>
public static class ExportDisputes
{
    static readonly string[] Columns =
    [
        "opened_at", "reason", "status", "amount", "currency", "due_by", "sent_at", "decided_at", "payment", "checkout",
        "id",
    ];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/disputes.csv", Handle)
        .WithName(nameof(ExportDisputes))
        .RequireAccess(Permission.ManagePayments)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    /// <param name="status">needs_response, where nothing is asked for.</param>
    static PushStreamHttpResult Handle(string? status, Database database, CancellationToken stop) => Csv.Answer(
        "disputes.csv", Columns,
        Csv.AllAsync<Dispute>((last, limit) =>
            ListDisputes.ReadAsync(database, status, last?.Id ?? Guid.AllBitsSet, limit, stop)),
        one =>
        [
            Csv.Field(one.OpenedAt), Csv.Field(one.Reason), one.Status, Csv.Field(one.Amount), one.Amount.Currency,
            Csv.Field(one.DueBy), Csv.Field(one.SentAt), Csv.Field(one.DecidedAt), $"{one.Payment}", $"{one.Checkout}",
            $"{one.Id}",
        ]);
}
