using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>What became payable to a store and what was paid out, line by line, newest first.</summary>
public static class GetStatement
{
    const int MostRows = 50_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/store/{store:guid}/statement", Handle)
            .WithName(nameof(GetStatement))
            .RequireAccount()
            .Refuses(
                Refusals.StoreNotFound, Refusals.RoleLacks, KernelRefusals.WrongDays, KernelRefusals.MalformedCursor);
        routes.MapGet("/store/{store:guid}/statement.csv", File)
            .WithName(nameof(GetStatement) + nameof(File))
            .RequireAccount()
            .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, KernelRefusals.WrongDays);
    }

    /// <param name="from">First day in UTC; by default thirty days are told.</param>
    /// <param name="to">Last day in UTC; today where left out.</param>
    static async Task<Results<Ok<Statement>, ProblemHttpResult>> Handle(
        Guid store, DateOnly? from, DateOnly? to, int? limit, string? cursor, Caller caller, Database database,
        IStoreDesk desk, IOrderBook orders, TimeProvider clock, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (statement, refusal) = await ReadAsync(
            session, store, (from, to), caller, before, Cursor.Limit(limit), database, desk, orders, clock);
        return statement is null ? refusal!.AsProblem() : TypedResults.Ok(statement);
    }

    /// <summary>The same as a file, fifty thousand lines at most.</summary>
    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> File(
        Guid store, DateOnly? from, DateOnly? to, Caller caller, Database database, IStoreDesk desk, IOrderBook orders,
        TimeProvider clock, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (statement, refusal) = await ReadAsync(
            session, store, (from, to), caller, Guid.AllBitsSet, MostRows, database, desk, orders, clock);
        if (statement is null) return refusal!.AsProblem();
        return Csv.Answer(
            $"statement-{statement.From:yyyy-MM-dd}-{statement.To:yyyy-MM-dd}.csv",
            ["at", "kind", "order", "payout", "amount", "currency", "sold", "fees", "refunded"],
            statement.Lines.Items.Select(line => new[]
            {
                $"{line.At:yyyy-MM-ddTHH:mm:ssZ}", line.Kind, Csv.Field(line.Number ?? ""), $"{line.Payout}",
                Csv.Field(line.Amount), line.Amount.Currency, Field(line.Sold), Field(line.Fees), Field(line.Refunded),
            }));
    }

    static string Field(Money? money) => money is { } some ? Csv.Field(some) : "";

    static async Task<(Statement?, Refusal?)> ReadAsync(
        Session session, Guid store, (DateOnly? From, DateOnly? To) asked, Caller caller, Guid before, int limit,
        Database database, IStoreDesk desk, IOrderBook orders, TimeProvider clock)
    {
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Money);
        if (standing is null) return (null, refusal);
        if (Days.Of(asked.From, asked.To, Days.Today(clock)) is not { } days) return (null, KernelRefusals.WrongDays);
        return (await Statement.ReadAsync(
            session, database.Region, orders, store, standing.Currency, days, before, limit), null);
    }
}
