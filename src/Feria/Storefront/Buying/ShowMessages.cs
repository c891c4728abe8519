using System.Globalization;
using Feria.Community;
using Feria.Contracts;
using Feria.Orders;
using Feria.Trust;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>What a buyer and the store of an order write to each other, as the buyer sees it.</summary>
static class ShowMessages
{
    const string Place = "/orders/{order:guid}/messages";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid order, string? cursor, bool? reported, Visit visit, Inside inside) => PageAsync(
            order, cursor, new Filled(), [], reported is true ? visit.Say("talk.reported") : null, 200, inside))
            .AllowAnyone();
        pages.MapPost(Place, Send)
            .WithMetadata(new RequestSizeLimitAttribute(Marketplace.LargestUpload)).AllowAnyone();
        pages.MapPost(Place + "/read", Read).AllowAnyone();
        pages.MapPost(Place + "/{number:int}/report", Report).AllowAnyone();
    }

    public static string PathOf(Guid order) => Told.PathOf(order) + "/messages";

    static async Task<IResult> Send(Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "text");
        var files = await SentFiles.TakeAsync(
            sent, form, nameof(AddAttachment), new(new { order }), visit, inside);
        if (!form.Fine) return await PageAsync(order, null, form, files, null, 400, inside);
        var answer = await inside.CallAsync(nameof(SendMessage), new { order }, new
        {
            text = form["text"], attachments = files.Select(file => file.Id),
        });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(order)));
        form.Take(problem, visit);
        return await PageAsync(order, null, form, files, null, answer.Status, inside);
    }

    static async Task<IResult> Read(Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ReadMessages), new { order }, new { upTo = UpTo(sent) });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(PathOf(order)));
    }

    static async Task<IResult> Report(
        Guid order, int number, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "reason", "words");
        var answer = await inside.CallAsync(nameof(ReportThing), body: new
        {
            kind = ThingKind.Message, thing = $"{order}.{number}", reason = form["reason"], words = form["words"],
        });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To(PathOf(order) + "?reported=true"));
    }

    internal static int UpTo(IFormCollection sent) =>
        int.TryParse(sent["upTo"], NumberStyles.None, CultureInfo.InvariantCulture, out var upTo) ? upTo : 0;

    static async Task<IResult> PageAsync(
        Guid order, string? cursor, Filled form, IReadOnlyList<SentFiles.Kept> files, string? said, int status,
        Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetOrder), new { order });
        if (found.Problem is { } lost) return lost.AsProblem();
        var messages = await inside.CallAsync(nameof(ListMessages), new { order, cursor });
        if (messages.Problem is { } problem) return problem.AsProblem();
        var about = found.Read<Order>();
        return new RazorComponentResult<MessagesPage>(new
        {
            Order = order,
            about.Number,
            Store = about.Store.Name,
            Messages = messages.Read<Correspondence.Messages>(),
            Form = form,
            Files = files,
            Said = said,
        })
        { StatusCode = status };
    }
}
