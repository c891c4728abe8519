using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>
/// A file of a conversation, for the buyer of the order or the platform's staff. It is saved, never opened in place.
/// </summary>
public static class GetAttachment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/orders/{order:guid}/attachments/{attachment:guid}", Handle)
        .WithName(nameof(GetAttachment))
        .AllowAnyone()
        .Refuses(Refusals.OrderNotFound, Refusals.AttachmentNotFound);

    static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Handle(
        Guid order, Guid attachment, Caller caller, HttpContext http, Database database, IOrderBook orders,
        Attachments attachments, CancellationToken stop)
    {
        await using (var session = await database.ReadAsync(stop))
            if (!caller.May(Permission.ManageOrders) && await orders.OfBuyerAsync(session, order, caller) is null)
                return Refusals.OrderNotFound.AsProblem();
        return await SendAsync(http, order, attachment, attachments, stop);
    }

    internal static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> SendAsync(
        HttpContext http, Guid order, Guid id, Attachments attachments, CancellationToken stop)
    {
        if (await attachments.ReadAsync(order, id, stop) is not var (found, kind))
            return Refusals.AttachmentNotFound.AsProblem();
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-store";
        headers.XContentTypeOptions = "nosniff";
        // Opened as a page after all it may load and run nothing, and no other site shows it as its own.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        http.Response.ContentLength = found.Length;
        var name = Attachments.NameOf(id, kind);
        return TypedResults.Stream(found.Bytes, ObjectName.TypeOf(name), Path.GetFileName(name));
    }
}
