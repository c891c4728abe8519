using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>
/// An administrator sets an offer's quantities to what its movements and holds prove, looked at once more under the
/// lock. No movement is written: they were right. Who, why, from what and to what stay with what was found.
/// </summary>
public static class RepairStock
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/stock-discrepancies/{discrepancy:guid}/repair", Handle)
        .WithName(nameof(RepairStock))
        .RequireAccess(Permission.ManageStock)
        .Refuses(Refusals.DiscrepancyNotFound, Refusals.DiscrepancySettled, Refusals.DiscrepancyTooDeep)
        .WithExample(new Body("A restore of Tuesday night"));

    public sealed record Body([Required, OneLine(200)] string Why);

    /// <param name="State">repaired; or gone, where the quantities were true by now and nothing was changed.</param>
    public sealed record Answer(string State, ListDiscrepancies.Quantities Before, ListDiscrepancies.Quantities After);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid discrepancy, Body body, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var offer = await tx.OneOrNullAsync<Guid?>(FindSql, new { tx.Region, discrepancy });
        if (offer is null) return Refusals.DiscrepancyNotFound.AsProblem();
        await Counts.OpenAsync(tx, [offer.Value]);
        if (await tx.OneOrNullAsync<string>(StateSql, new { tx.Region, discrepancy }) != "open")
            return Refusals.DiscrepancySettled.AsProblem();

        var proved = (await Proved.OfAsync(tx, tx.Region, [offer.Value])).Single();
        if (!proved.CanBe) return Refusals.DiscrepancyTooDeep.AsProblem();
        if (!proved.IsTrue)
        {
            await tx.ExecuteAsync(RepairSql, new
            {
                tx.Region, proved.Offer, proved.ProvedOnHand, proved.ProvedReserved, proved.ProvedSold,
            });
            Freed.Say(tx, [new(
                proved.Offer, proved.OnHand - proved.Reserved, proved.ProvedOnHand - proved.ProvedReserved,
                proved.Threshold)]);
        }

        var state = proved.IsTrue ? "gone" : "repaired";
        await tx.ExecuteAsync(SettleSql, new
        {
            tx.Region, discrepancy, state, caller.Account, body.Why, proved.OnHand, proved.Reserved, proved.Sold,
            proved.ProvedOnHand, proved.ProvedReserved, proved.ProvedSold,
        });
        tx.Audit(
            "stock", proved.Offer, new { proved.OnHand, proved.Reserved, proved.Sold },
            new { state, onHand = proved.ProvedOnHand, reserved = proved.ProvedReserved, sold = proved.ProvedSold },
            body.Why);
        return await tx.CommitAsync(TypedResults.Ok(new Answer(
            state, new(proved.OnHand, proved.Reserved, proved.Sold),
            new(proved.ProvedOnHand, proved.ProvedReserved, proved.ProvedSold))));
    }

    const string FindSql = """
        -- inventory.repair-stock.find
        select offer_id from inventory.discrepancy where region = @Region and id = @discrepancy
        """;

    // Asked again once the stock is locked: of two who repair, the second finds it settled.
    const string StateSql = """
        -- inventory.repair-stock.state
        select state from inventory.discrepancy where region = @Region and id = @discrepancy for update
        """;

    const string RepairSql = """
        -- inventory.repair-stock.repair
        update inventory.stock
        set on_hand = @ProvedOnHand, reserved = @ProvedReserved, sold = @ProvedSold, changed_at = now()
        where region = @Region and offer_id = @Offer
        """;

    const string SettleSql = """
        -- inventory.repair-stock.settle
        update inventory.discrepancy
        set state = @state, settled_at = now(), settled_by = @Account, why = @Why, on_hand = @OnHand,
            reserved = @Reserved, sold = @Sold, proved_on_hand = @ProvedOnHand, proved_reserved = @ProvedReserved,
            proved_sold = @ProvedSold
        where region = @Region and id = @discrepancy
        """;
}
