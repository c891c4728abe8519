using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>A store's statement as a file for spreadsheets, the newest fifty thousand lines of it at most.</summary>
public static class ExportStatement
{
    const int MostRows = 50_000;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/statement.csv", Handle)
        .WithName(nameof(ExportStatement))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, KernelRefusals.WrongDays);

    /// <param name="from">First day in UTC; by default thirty days are told.</param>
    /// <param name="to">Last day in UTC; today where left out.</param>
    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Guid store, DateOnly? from, DateOnly? to, Caller caller, Database database, IStoreDesk desk, IOrderBook orders,
        TimeProvider clock, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (statement, refusal) = await GetStatement.ReadAsync(
            session, store, (from, to), caller, Guid.AllBitsSet, MostRows, database, desk, orders, clock);
        if (statement is null) return refusal!.AsProblem();
        return Csv.Answer(
            $"statement-{statement.From:yyyy-MM-dd}-{statement.To:yyyy-MM-dd}.csv",
            ["at", "kind", "order", "payout", "amount", "currency", "sold", "fees", "refunded", "collected"],
            statement.Lines.Items.ToAsyncEnumerable(), line =>
            [
                $"{line.At:yyyy-MM-ddTHH:mm:ssZ}", line.Kind, Csv.Field(line.Number ?? ""), $"{line.Payout}",
                Csv.Field(line.Amount), line.Amount.Currency, Field(line.Of?.Sold), Field(line.Of?.Fees),
                Field(line.Of?.Refunded), Field(line.Of?.Collected),
            ]);
    }

    static string Field(Money? money) => money is { } some ? Csv.Field(some) : "";
}
