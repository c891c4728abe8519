using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>The same for a spreadsheet, all of them, sent while they are read.</summary>
public static class ExportEscalatedReturns
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/returns.csv", Handle)
        .WithName(nameof(ExportEscalatedReturns))
        .RequireAccess(Permission.ManageOrders)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    static PushStreamHttpResult Handle(Database database, CancellationToken stop) => Csv.Answer(
        "returns.csv", ["number", "store", "kind", "reason", "asked_at", "id"],
        Csv.AllAsync<ListEscalatedReturns.Listed>((last, limit) =>
            ListEscalatedReturns.ReadAsync(database, last?.Id ?? Guid.Empty, limit, stop)),
        back =>
        [
            back.Number, Csv.Field(back.Store), back.Kind, back.Reason, Csv.Field(back.AskedAt), $"{back.Id}",
        ]);
}
