using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>The same payouts for a spreadsheet, all of them, sent while they are read.</summary>
public static class ExportPayouts
{
    static readonly string[] Columns =
        ["store", "amount", "currency", "status", "ending", "made_at", "settled_at", "why", "file", "store_id", "id"];

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/payouts.csv", Handle)
        .WithName(nameof(ExportPayouts))
        .RequireAccess(Permission.ManagePayments)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    /// <param name="status">made, where nothing is asked for.</param>
    /// <param name="currency">Of which currency; of any where left out.</param>
    static PushStreamHttpResult Handle(
        string? status, string? currency, Guid? file, Database database, IStoreBook stores, CancellationToken stop) =>
        Csv.Answer(
            "payouts.csv", Columns,
            Csv.AllAsync<ListPayouts.Listed>((last, limit) => ListPayouts.ReadAsync(
                database, stores, new(status, currency, file), last?.Payout.Id ?? Guid.AllBitsSet, limit, stop)),
            one => FieldsOf(one.Payout).Prepend(Csv.Field(one.Name)));

    static IEnumerable<string> FieldsOf(Payout payout) =>
    [
        Csv.Field(payout.Amount), payout.Amount.Currency, payout.Status, Csv.Field(payout.Ending),
        Csv.Field(payout.MadeAt), Csv.Field(payout.SettledAt), Csv.Field(payout.Why ?? ""), $"{payout.File}",
        $"{payout.Store}", $"{payout.Id}",
    ];
}
