using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// Goods are back at the store: so many go on the shelf, and in the same step the buyer gets the money, or the same is
/// to be sent anew. Said again, it changes nothing.
/// </summary>
public static class ReceiveReturn
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/returns/{id:guid}/receive", Handle)
        .WithName(nameof(ReceiveReturn))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.ReturnNotFound, Refusals.ReturnNotReachable,
            Refusals.MoreThanReturned, Refusals.NoExchange, Refusals.NothingToExchange, Refusals.WordsNeeded,
            Refusals.RefundCurrency, Refusals.TooManyRefunds)
        .WithExample(new Body([new(0, 1)], false, new(12990, "BRL"), null));

    /// <param name="Shelf">Units that can be sold again, by line; the others are not.</param>
    /// <param name="Anew">Whether the same is sent anew, where the buyer wanted that.</param>
    /// <param name="Amount">What is given back; null for all they are worth.</param>
    /// <param name="Words">Why something is kept back, where it is.</param>
    public sealed record Body(
        [Required, MaxLength(200)] IReadOnlyList<Item> Shelf,
        bool Anew,
        GivenBack? Amount,
        [PlainText(2000, Optional = true)] string? Words);

    /// <param name="Line">A line of the order, by its number there.</param>
    public sealed record Item([Range(0, 1_000)] int Line, [Range(0, 1_000_000)] int Quantity);

    static async Task<Results<Ok<Return>, ProblemHttpResult>> Handle(
        Guid store, Guid id, Body body, Caller caller, Database database, ReturnDesk desk, Returning returning,
        Returns returns, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, id, caller);
        if (held is null) return refusal!.AsProblem();
        var shelf = body.Shelf.GroupBy(item => item.Line)
            .ToDictionary(units => units.Key, units => units.Sum(item => (long)item.Quantity));
        refusal = await returning.ReceiveAsync(
            tx, held, shelf, body.Anew, body.Amount?.Money, body.Words, caller.Account);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok(await returns.OneAsync(tx, id)));
    }
}

/// <summary>A sum that goes back to a buyer, in minor units of the order's currency.</summary>
public sealed record GivenBack([Range(0, 1_000_000_000_000)] long Amount, [Required, CurrencyCode] string Currency)
{
    internal Money Money => new(Amount, Currency);
}
