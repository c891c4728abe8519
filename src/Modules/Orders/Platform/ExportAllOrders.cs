using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>The same for a spreadsheet, all of them, sent while they are read.</summary>
public static class ExportAllOrders
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/orders.csv", Handle)
        .WithName(nameof(ExportAllOrders))
        .RequireAccess(Permission.ManageOrders)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    /// <param name="account">Whose; everybody's where left out.</param>
    static PushStreamHttpResult Handle(Guid? account, Database database, CancellationToken stop) => Csv.Answer(
        "orders.csv", ["number", "status", "store", "total", "currency", "placed_at", "id"],
        Csv.AllAsync<ListAllOrders.Listed>((last, limit) =>
            ListAllOrders.ReadAsync(database, account, last?.Id ?? Guid.AllBitsSet, limit, stop)),
        order =>
        [
            order.Number, order.Status, Csv.Field(order.Store), Csv.Field(order.Total), order.Total.Currency,
            Csv.Field(order.PlacedAt), $"{order.Id}",
        ]);
}
