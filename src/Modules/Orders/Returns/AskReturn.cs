using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// The buyer of an order, with an account or as a guest, wants to send units of it back, have them exchanged, or says
/// that they did not come as they should.
/// </summary>
public static class AskReturn
{
    public const int MostPictures = 6;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/orders/{order:guid}/returns", Handle)
        .WithName(nameof(AskReturn))
        .AllowAnyone()
        .Allows(perMinute: 20, burst: 20)
        .Refuses(
            Refusals.OrderNotFound, Refusals.ReasonDoesNotFit, Refusals.NoSuchLine, Refusals.UnitsNotReturnable,
            Refusals.TooManyReturns, Refusals.PictureUnknown)
        .WithExample(new Body(ReturnKind.Return, "damaged", [new(0, 1)], "The shade is dented.", null));

    /// <param name="Kind">return (money back), exchange (the same anew) or claim (nothing goes back).</param>
    /// <param name="Reason">
    /// changed_mind, damaged, not_as_described, wrong_item, missing_parts or not_received, as the kind allows.
    /// </param>
    /// <param name="Lines">What it is about; a line named twice counts twice.</param>
    /// <param name="Words">What the store reads.</param>
    /// <param name="Pictures">Addresses of pictures that were sent here.</param>
    public sealed record Body(
        [Required, AllowedValues(ReturnKind.Return, ReturnKind.Exchange, ReturnKind.Claim)] string Kind,
        [Required, AllowedValues(
            "changed_mind", "damaged", "not_as_described", "wrong_item", "missing_parts", ReturnKind.NotReceived)]
        string Reason,
        [Required, Length(1, 200)] IReadOnlyList<Item> Lines,
        [PlainText(2000, Optional = true)] string? Words,
        [MaxLength(MostPictures)] string[]? Pictures);

    /// <param name="Line">A line of the order, by its number there.</param>
    public sealed record Item([Range(0, 1_000)] int Line, [Range(1, 1_000_000)] int Quantity);

    static async Task<Results<Created<Return>, ProblemHttpResult>> Handle(
        Guid order, Body body, Caller caller, Database database, IOrderBook orders, IPictures pictures,
        Returning returning, Returns returns, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await orders.OfBuyerAsync(tx, order, caller) is null) return Refusals.OrderNotFound.AsProblem();
        var held = (await OrderDesk.HoldAsync(tx, order))!;
        var id = Id.New();
        if (await KeepAsync(tx, pictures, id, body.Pictures) is not { } kept)
            return Refusals.PictureUnknown.AsProblem();
        var units = body.Lines.GroupBy(item => item.Line)
            .ToDictionary(one => one.Key, one => one.Sum(item => (long)item.Quantity));
        var (_, refusal) = await returning.AskAsync(
            tx, id, held, new(body.Kind, body.Reason, units, body.Words, kept), caller.Account);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Created($"/api/v1/returns/{id}", await returns.OneAsync(tx, id)));
    }

    // Null where one of them is no picture that was sent.
    static async Task<string[]?> KeepAsync(Tx tx, IPictures pictures, Guid id, string[]? said)
    {
        if (said is null or []) return [];
        string?[] whole = [.. said.Select(path => PicturePath.Read(path)?.Picture.Whole)];
        var kept = await pictures.KeepAsync(tx, id, [.. whole.OfType<string>()]);
        return whole.All(path => path is not null && kept.Contains(path)) ? [.. whole.OfType<string>()] : null;
    }
}
