using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>The same for a spreadsheet, all of them, sent while they are read.</summary>
public static class ExportStores
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/stores.csv", Handle)
        .WithName(nameof(ExportStores))
        .RequireAccess(Permission.ManageStores)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    static PushStreamHttpResult Handle(
        [AllowedValues(
            StoreLife.Draft, StoreLife.Applied, StoreLife.Approved, StoreLife.Suspended, StoreLife.Closed, null)]
        string? status,
        Database database, CancellationToken stop) => Csv.Answer(
            "stores.csv", ["name", "city", "country", "status", "open", "opened_at", "slug", "id"],
            Csv.AllAsync<ListStores.Listed>((last, limit) =>
                ListStores.ReadAsync(database, status, last?.Id ?? Guid.AllBitsSet, limit, stop)),
            store =>
            [
                Csv.Field(store.Name), Csv.Field(store.City), store.Country, store.Status, Csv.Field(store.Open),
                Csv.Field(store.OpenedAt), store.Slug, $"{store.Id}",
            ]);
}
