using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>What became payable to a store and what was paid out, line by line, newest first.</summary>
public static class GetStatement
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/statement", Handle)
        .WithName(nameof(GetStatement))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, KernelRefusals.WrongDays, KernelRefusals.MalformedCursor);

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

    internal static async Task<(Statement?, Refusal?)> ReadAsync(
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
