using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>A file of a conversation, for who serves the store's buyers. It is saved, never opened in place.</summary>
public static class GetStoreAttachment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/conversations/{order:guid}/attachments/{attachment:guid}", Handle)
        .WithName(nameof(GetStoreAttachment))
        .RequireAccountOrKey()
        .Refuses(Refusals.OrderNotFound, Refusals.AttachmentNotFound);

    static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Handle(
        Guid store, Guid order, Guid attachment, Caller caller, HttpContext http, Database database, IStoreDesk desk,
        IOrderBook orders, Attachments attachments, CancellationToken stop)
    {
        await using (var session = await database.ReadAsync(stop))
            if (await AddStoreAttachment.EnterAsync(session, store, order, caller, desk, orders)
                is { Parties: null, Refusal: { } refusal }) return refusal.AsProblem();
        return await GetAttachment.SendAsync(http, order, attachment, attachments, stop);
    }
}
