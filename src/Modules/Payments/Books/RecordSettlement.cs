using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>
/// The gateway paid the platform what it held for it: as the bank's statement says. Under the statement's own reference
/// it is booked once, however often it is said.
/// </summary>
public static class RecordSettlement
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/settlements", Handle)
        .WithName(nameof(RecordSettlement))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.SettlementKnown, Refusals.CurrencyUnknown)
        .WithExample(new Body("2026-11-30/0042", new Sum(1_250_000, "BRL")));

    /// <param name="Reference">What the bank calls it.</param>
    public sealed record Body([Required, OneLine(100)] string Reference, [Required] Sum Amount);

    /// <param name="Amount">In minor units; below zero where the gateway took money back.</param>
    public sealed record Sum(
        [Range(-1_000_000_000_000_000, 1_000_000_000_000_000)] long Amount, [Required, Length(3, 3)] string Currency);

    public sealed record Answer(string Reference, Money Amount);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, CancellationToken stop)
    {
        if (!Currency.IsKnown(body.Amount.Currency)) return Refusals.CurrencyUnknown.AsProblem();
        var amount = new Money(body.Amount.Amount, body.Amount.Currency);
        await using var tx = await database.WriteAsync(stop);
        var isNew = await tx.ExecuteAsync(NoteSql, new
        {
            tx.Region, body.Reference, amount.Amount, amount.Currency, caller.Account,
        }) > 0;
        if (!isNew) return Refusals.SettlementKnown.AsProblem();
        Ledger.Write(tx, Ledger.Settle(amount));
        tx.Audit("settlement", body.Reference, null, amount);
        return await tx.CommitAsync(TypedResults.Ok(new Answer(body.Reference, amount)));
    }

    const string NoteSql = """
        -- payments.record-settlement.note
        insert into payments.settlement (region, reference, amount_minor, currency, noted_by)
        values (@Region, @Reference, @Amount, @Currency, @Account)
        on conflict do nothing
        """;
}
