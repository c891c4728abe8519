using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// Takes in a picture that the buyer of an order, also a guest, will show in a return. The body is its bytes.
/// </summary>
public static class AddReturnPicture
{
    const int MostBytes = 10 << 20;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/orders/{order:guid}/returns/pictures", Handle)
        .WithName(nameof(AddReturnPicture))
        .Accepts<Stream>("image/jpeg", "image/png", "image/webp")
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .AllowAnyone()
        .Allows(perMinute: 20, burst: 20)
        .Refuses(Refusals.OrderNotFound)
        .WithExample("the bytes of dent.jpg");

    /// <param name="Url">What the return names it by.</param>
    public sealed record Answer(string Url);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid order, Stream body, Caller caller, Database database, IOrderBook orders, IPictures pictures,
        CancellationToken stop)
    {
        await using (var session = await database.ReadAsync(stop))
            if (await orders.OfBuyerAsync(session, order, caller) is null) return Refusals.OrderNotFound.AsProblem();
        if (await Bounded.ReadAsync(body, MostBytes, stop) is not { } sent)
            return KernelRefusals.BodyTooLarge.AsProblem();
        var (picture, refusal) = await pictures.TakeAsync(sent, caller.Account, stop);
        return picture is null ? refusal!.AsProblem() : TypedResults.Ok(new Answer(picture.Whole));
    }
}
