using Feria.Community;
using Feria.Contracts;
using Feria.Storefront;
using Feria.Stores;
using Feria.Trust;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>A store's conversations with its buyers, and each of them.</summary>
static class ShowConversations
{
    const string Place = "/sell/{store:guid}/messages";
    const string One = Place + "/{order:guid}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, List).RequireAccount();
        pages.MapGet(One, (Guid store, Guid order, string? cursor, bool? reported, Visit visit, Inside inside) =>
            PageAsync(
                store, order, cursor, new Filled(), [], reported is true ? visit.Say("talk.reported") : null, 200,
                inside)).RequireAccount();
        pages.MapPost(One, Send)
            .WithMetadata(new RequestSizeLimitAttribute(Marketplace.LargestUpload)).RequireAccount();
        pages.MapPost(One + "/read", Read).RequireAccount();
        pages.MapPost(One + "/{number:int}/report", Report).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/messages";

    public static string PathOf(Guid store, Guid order) => $"{PathOf(store)}/{order}";

    static async Task<IResult> List(Guid store, bool? unread, string? cursor, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var conversations = await inside.CallAsync(
            nameof(ListConversations), new { store, unread = unread is true ? "true" : null, cursor });
        if (conversations.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<ConversationsPage>(new
        {
            Store = file.Read<StoreFile>(),
            Conversations = conversations.Read<Page<ListConversations.Item>>(),
            Unread = unread is true,
        });
    }

    static async Task<IResult> Send(
        Guid store, Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "text");
        var files = await SentFiles.TakeAsync(
            sent, form, nameof(AddStoreAttachment), new(new { store, order }), visit, inside);
        if (!form.Fine) return await PageAsync(store, order, null, form, files, null, 400, inside);
        var answer = await inside.CallAsync(nameof(SendStoreMessage), new { store, order }, new
        {
            text = form["text"], attachments = files.Select(file => file.Id),
        });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(store, order)));
        form.Take(problem, visit);
        return await PageAsync(store, order, null, form, files, null, answer.Status, inside);
    }

    static async Task<IResult> Read(
        Guid store, Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(
            nameof(ReadStoreMessages), new { store, order }, new { upTo = ShowMessages.UpTo(sent) });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(PathOf(store, order)));
    }

    static async Task<IResult> Report(
        Guid store, Guid order, int number, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "reason", "words");
        var answer = await inside.CallAsync(nameof(ReportThing), body: new
        {
            kind = ThingKind.Message, thing = $"{order}.{number}", reason = form["reason"], words = form["words"],
        });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To(PathOf(store, order) + "?reported=true"));
    }

    static async Task<IResult> PageAsync(
        Guid store, Guid order, string? cursor, Filled form, IReadOnlyList<SentFiles.Kept> files, string? said,
        int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var conversation = await inside.CallAsync(nameof(ListStoreMessages), new { store, order, cursor });
        if (conversation.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<ConversationPage>(new
        {
            Store = file.Read<StoreFile>(),
            Conversation = conversation.Read<ListStoreMessages.Conversation>(),
            Form = form,
            Files = files,
            Said = said,
        })
        { StatusCode = status };
    }
}
