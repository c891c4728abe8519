using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>
/// Takes in a picture or a PDF file that somebody of a store will send with the next message to the buyer of one of its
/// orders. The body is its bytes; what no message names within a day goes again.
/// </summary>
public static class AddStoreAttachment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/conversations/{order:guid}/attachments", Handle)
        .WithName(nameof(AddStoreAttachment))
        .Accepts<Stream>("image/jpeg", "image/png", "image/webp", "application/pdf")
        .WithMetadata(new RequestSizeLimitAttribute(Attachments.MostBytes))
        .RequireAccountOrKey()
        .Allows(perMinute: 60, burst: 60)
        .Refuses(
            Refusals.OrderNotFound, Refusals.AttachmentKind, Refusals.AttachmentTooLarge, Refusals.AttachmentsFull)
        .WithExample("the bytes of invoice.pdf");

    /// <param name="name">What its sender calls it.</param>
    static async Task<Results<Created<Attachment>, ProblemHttpResult>> Handle(
        Guid store, Guid order, [OneLine(200, Optional = true)] string? name, Stream body, Caller caller,
        IStoreDesk desk, IOrderBook orders, Attachments attachments, CancellationToken stop)
    {
        var (attachment, refusal) = await attachments.TakeAsync(
            body, name, Side.Store, caller.Actor,
            session => EnterAsync(session, store, order, caller, desk, orders), stop);
        return attachment is null
            ? refusal!.AsProblem()
            : TypedResults.Created(
                $"/api/v1/store/{store}/conversations/{order}/attachments/{attachment.Id}", attachment);
    }

    /// <summary>The order, where it is this store's and the caller serves its buyers.</summary>
    internal static async Task<(OrderParties? Parties, Refusal? Refusal)> EnterAsync(
        Session session, Guid store, Guid order, Caller caller, IStoreDesk desk, IOrderBook orders)
    {
        var (standing, refusal) = session is Tx tx
            ? await desk.HoldAsync(tx, store, caller, StoreRight.Serve)
            : await desk.EnterAsync(session, store, caller, StoreRight.Serve);
        if (standing is null) return (null, refusal);
        var parties = await orders.FindAsync(session, order);
        return parties?.Store == store ? (parties, null) : (null, Refusals.OrderNotFound);
    }
}
