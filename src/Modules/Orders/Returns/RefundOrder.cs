using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// A store gives money of a paid order back without a return: a sum, what units are worth, or all that is left.
/// </summary>
public static class RefundOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/orders/{order:guid}/refunds", Handle)
        .WithName(nameof(RefundOrder))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.OrderNotFound, Refusals.StatusNotReachable,
            Refusals.NoSuchLine, Refusals.UnitsNotReturnable, Refusals.RefundCurrency, Refusals.RefundNothing,
            Refusals.CancelInstead, Refusals.TooManyRefunds)
        .WithExample(new Body(new(1500, "BRL"), "goodwill", "For the long wait.", null));

    /// <param name="Amount">Null for what the lines are worth; without those for all that is left.</param>
    /// <param name="Reason">goodwill, price, damaged, missing or other.</param>
    /// <param name="Note">What the buyer reads beside it.</param>
    /// <param name="Lines">Units it is for; a line named twice counts twice.</param>
    public sealed record Body(
        GivenBack? Amount,
        [Required, AllowedValues("goodwill", "price", "damaged", "missing", "other")] string Reason,
        [OneLine(200, Optional = true)] string? Note,
        [MaxLength(200)] IReadOnlyList<AskReturn.Item>? Lines);

    static async Task<Results<Ok<GetStoreRefunds.Answer>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Body body, Caller caller, Database database, OrderDesk desk, Refunding refunding,
        Returns returns, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, order, caller);
        if (held is null) return refusal!.AsProblem();
        var sold = await Refunding.SoldAsync(tx, tx.Region, order);
        var lines = await returns.UnitsAsync(tx, order);
        var left = await refunding.LeftAsync(tx, order, sold.Currency);
        var units = (body.Lines ?? []).GroupBy(item => item.Line)
            .ToDictionary(one => one.Key, one => one.Sum(item => (long)item.Quantity));
        refusal = Refuse(held.Status, lines, units, body.Amount?.Money, left);
        if (refusal is not null) return refusal.AsProblem();

        var counted = units.ToDictionary(one => one.Key, one => (int)one.Value);
        var amount = body.Amount?.Money.Amount
            ?? (units.Count == 0 ? left.Amount : ReturnUnits.WorthMinor(lines, counted, sold.DeliveryMinor));
        if (body.Amount is null) amount = Math.Min(amount, left.Amount);
        if (amount == left.Amount && held.Status is OrderStatus.Paid or OrderStatus.Preparing)
            return Refusals.CancelInstead.AsProblem();
        refusal = await refunding.PayAsync(tx, held, sold, new(
            left with { Amount = amount }, body.Reason, string.IsNullOrWhiteSpace(body.Note) ? null : body.Note.Trim(),
            counted), caller.Account);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok(new GetStoreRefunds.Answer(
                left with { Amount = left.Amount - amount }, sold.Method == PaymentMethod.CashOnDelivery,
                RefundUnsent.Refuse(sold.Status, lines) is null,
                [
                    .. (await returns.UnitsAsync(tx, order)).Select(line =>
                        new GetStoreRefunds.Line(line.Position, line.Quantity, line.Payable)),
                ],
                await returns.RefundsAsync(tx, order), await returns.OfOrderAsync(tx, order))));
    }

    internal static Refusal? Refuse(
        string status, IReadOnlyList<ReturnUnits> lines, IReadOnlyDictionary<int, long> units, Money? amount,
        Money left) =>
        status is OrderStatus.Placed or OrderStatus.Cancelled or OrderStatus.Refunded
            ? Refusals.StatusNotReachable.With("status", status)
        : units.Keys.Any(position => lines.All(line => line.Position != position)) ? Refusals.NoSuchLine
        : lines.Any(line => units.GetValueOrDefault(line.Position) > line.Payable)
            ? Refusals.UnitsNotReturnable.With(
                "returnable", lines.Select(line => new { line = line.Position, units = line.Payable }))
        : left.Amount == 0 || amount?.Amount == 0 ? Refusals.RefundNothing
        : amount is { } named && named.Currency != left.Currency ? Refusals.RefundCurrency
        : null;
}
