using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>Payouts of all stores of one status in a currency, or those of one file; newest first.</summary>
public static class ListPayouts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/payouts", Handle)
        .WithName(nameof(ListPayouts))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Name">The store's.</param>
    public sealed record Listed(Payout Payout, string Name);

    /// <param name="status">made, where nothing is asked for.</param>
    /// <param name="currency">Of which currency; of any where left out.</param>
    public static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        string? status, string? currency, Guid? file, int? limit, string? cursor, Database database,
        IStoreBook stores, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        var most = Cursor.Limit(limit);
        return TypedResults.Ok(Cursor.Cut(
            await ReadAsync(database, stores, new(status, currency, file), before, most + 1, stop), most,
            listed => listed.Payout.Id));
    }

    internal sealed record Wanted(string? Status, string? Currency, Guid? File);

    internal static async Task<IReadOnlyList<Listed>> ReadAsync(
        Database database, IStoreBook stores, Wanted wanted, Guid before, int limit, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<Payout.Row>(wanted.File is null ? OfStatusSql : OfFileSql, new
        {
            database.Region, status = wanted.Status ?? Payout.Made, wanted.Currency, wanted.File, before, limit,
        });
        var names = (await stores.SignsAsync(session, [.. rows.Select(row => row.StoreId).Distinct()]))
            .ToDictionary(store => store.Id, store => store.Name);
        return [.. rows.Select(row => new Listed(row.Payout(), names.GetValueOrDefault(row.StoreId, "")))];
    }

    // Said so, the index of statuses is read also where it is planned for any.
    const string OfStatusSql = $"""
        -- payments.list-payouts.of-status
        select {Payout.Columns}
        from payments.payout
        where region = @Region and status = @status and (@Currency::text is null or currency = @Currency)
            and id < @before
        order by id desc
        limit @limit
        """;

    const string OfFileSql = $"""
        -- payments.list-payouts.of-file
        select {Payout.Columns}
        from payments.payout
        where region = @Region and file_id = @File and id < @before
        order by id desc
        limit @limit
        """;
}
