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
        await using var session = await database.ReadAsync(stop);
        var asked = new
        {
            database.Region, status = status ?? Payout.Made, currency, file, before, limit = Cursor.Limit(limit) + 1,
        };
        var rows = await session.ListAsync<Payout.Row>(file is null ? OfStatusSql : OfFileSql, asked);
        var names = (await stores.SignsAsync(session, [.. rows.Select(row => row.StoreId).Distinct()]))
            .ToDictionary(store => store.Id, store => store.Name);
        return TypedResults.Ok(Cursor.Cut(
            [.. rows.Select(row => new Listed(row.Payout(), names.GetValueOrDefault(row.StoreId, "")))],
            Cursor.Limit(limit), listed => listed.Payout.Id));
    }

    // Said so, the index of statuses is read also where it is planned for any.
    const string OfStatusSql = $"""
        -- payments.list-payouts.of-status
        select {Payout.Columns}
        from payments.payout
        where region = @Region and status = @status and (@currency::text is null or currency = @currency)
            and id < @before
        order by id desc
        limit @limit
        """;

    const string OfFileSql = $"""
        -- payments.list-payouts.of-file
        select {Payout.Columns}
        from payments.payout
        where region = @Region and file_id = @file and id < @before
        order by id desc
        limit @limit
        """;
}
