using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>What the bank did with a payout: it paid it, or sent it back. Said again, nothing changes.</summary>
public static class SettlePayout
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/payouts/{payout:guid}/settle", Handle)
        .WithName(nameof(SettlePayout))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.PayoutNotFound, Refusals.PayoutSettled, Refusals.PayoutWhyNeeded)
        .WithExample(new Body(Payout.Failed, "Account closed."));

    /// <param name="Status">paid or failed.</param>
    /// <param name="Why">Why it failed: the store reads it.</param>
    public sealed record Body(
        [Required, AllowedValues(Payout.Paid, Payout.Failed)] string Status,
        [OneLine(200, Optional = true)] string? Why);

    static async Task<Results<Ok<Payout>, ProblemHttpResult>> Handle(
        Guid payout, Body body, Database database, TimeProvider clock, CancellationToken stop)
    {
        if (body.Status == Payout.Failed && string.IsNullOrWhiteSpace(body.Why))
            return Refusals.PayoutWhyNeeded.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        if (await tx.OneOrNullAsync<Payout.Row>(OneSql, new { tx.Region, payout }) is not { } row)
            return Refusals.PayoutNotFound.AsProblem();
        if (row.Status == body.Status) return TypedResults.Ok(row.Payout());
        if (row.Status is Payout.Paid or Payout.Failed)
            return Refusals.PayoutSettled.With("status", row.Status).AsProblem();
        await SettleAsync(tx, [row], body.Status, body.Status == Payout.Failed ? body.Why : null, clock);
        var settled = await tx.OneAsync<Payout.Row>(OneSql, new { tx.Region, payout });
        tx.Audit("payout", payout, new { row.Status }, new { body.Status }, body.Why);
        return await tx.CommitAsync(TypedResults.Ok(settled.Payout()));
    }

    internal static async Task SettleAsync(
        Tx tx, IReadOnlyList<Payout.Row> rows, string status, string? why, TimeProvider clock)
    {
        await tx.ExecuteAsync(SettleSql, new
        {
            tx.Region, payouts = rows.Select(row => row.Id).ToArray(), status, why,
            now = clock.GetUtcNow().UtcDateTime,
        });
        Ledger.Write(tx, rows.Select(row => status == Payout.Paid
            ? Ledger.PayoutPaid(row.Id, row.StoreId, row.Payout().Amount)
            : Ledger.PayoutFailed(row.Id, row.StoreId, row.Payout().Amount)));
        foreach (var row in rows)
            TellStore.Later(tx, new(
                "store-payout-" + status, row.StoreId, new() { ["ending"] = row.Ending, ["why"] = why ?? "" },
                row.Payout().Amount));
    }

    const string OneSql = $"""
        -- payments.settle-payout.one
        select {Payout.Columns} from payments.payout where region = @Region and id = @payout for update
        """;

    const string SettleSql = """
        -- payments.settle-payout.settle
        update payments.payout
        set status = @status, why = @why, settled_at = @now
        where region = @Region and id = any(@payouts)
        """;
}
