using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>
/// Takes in a picture or a PDF file that the buyer of an order, also a guest, will send with the next message. The body
/// is its bytes; what no message names within a day goes again.
/// </summary>
public static class AddAttachment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/orders/{order:guid}/attachments", Handle)
        .WithName(nameof(AddAttachment))
        .Accepts<Stream>("image/jpeg", "image/png", "image/webp", "application/pdf")
        .WithMetadata(new RequestSizeLimitAttribute(Attachments.MostBytes))
        .AllowAnyone()
        .Allows(perMinute: 20, burst: 20)
        .Refuses(
            Refusals.OrderNotFound, Refusals.AttachmentKind, Refusals.AttachmentTooLarge, Refusals.AttachmentsFull)
        .WithExample("the bytes of dent.jpg");

    /// <param name="name">What its sender calls it.</param>
    static async Task<Results<Created<Attachment>, ProblemHttpResult>> Handle(
        Guid order, [OneLine(200, Optional = true)] string? name, Stream body, Caller caller, IOrderBook orders,
        Attachments attachments, CancellationToken stop)
    {
        var (attachment, refusal) = await attachments.TakeAsync(
            body, name, Side.Buyer, caller.Account,
            async session => (await orders.OfBuyerAsync(session, order, caller), Refusals.OrderNotFound), stop);
        return attachment is null
            ? refusal!.AsProblem()
            : TypedResults.Created($"/api/v1/orders/{order}/attachments/{attachment.Id}", attachment);
    }
}
