using System.Globalization;
using Feria.Contracts;
using Feria.Operations;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>How far every reaction is, what it could not hear, and ways to let it hear again.</summary>
static class ShowReactions
{
    const string Place = "/operations/reactions";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAll).RequireAccess(Permission.ManageOperations);
        pages.MapGet(Place + "/{reaction}", ShowOne).RequireAccess(Permission.ManageOperations);
        pages.MapPost(Place + "/{reaction}/replay", Replay).RequireAccess(Permission.ManageOperations);
        pages.MapPost(Place + "/{reaction}/parked/{said:guid}/drop", Drop).RequireAccess(Permission.ManageOperations);
        pages.MapPost(Place + "/{reaction}/reset", Reset).RequireAccess(Permission.ManageOperations);
    }

    static async Task<RazorComponentResult<ReactionsPage>> ShowAll(
        ReactionDesk desk, FeedDesk feed, CancellationToken stop) => new(new
        {
            All = (await ListReactions.Handle(desk, stop)).Value!.Items,
            Feed = (await GetFeed.Handle(feed, stop)).Value!,
        });

    static async Task<IResult> ShowOne(
        string reaction, string? cursor, string? done, Visit visit, ReactionDesk desk, CancellationToken stop)
    {
        var found = (await ListParkedEvents.Handle(reaction, 50, cursor, desk, stop)).Result;
        if (found is not Ok<Page<ReactionDesk.Parked>> { Value: { } page }) return found;
        return new RazorComponentResult<ReactionPage>(new
        {
            Shown = new ReactionPage.View(
                (await desk.ListAsync(stop)).Single(one => one.Name == reaction), page.Items,
                page.Next is { } next ? $"{Place}/{reaction}?cursor={next}" : null,
                done is "replay" or "drop" or "reset" ? visit.Say("reactions.done-" + done) : null),
        });
    }

    static Task<IResult> Replay(string reaction, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
        DoAsync(reaction, "replay", visit, inside.CallAsync(nameof(ReplayParkedEvents), new { reaction },
            new { @event = Guid.TryParse(sent["event"], out var id) ? id : (Guid?)null }));

    static Task<IResult> Drop(string reaction, Guid said, Visit visit, Inside inside) =>
        DoAsync(reaction, "drop", visit, inside.CallAsync(nameof(DropParkedEvent), new { reaction, said }));

    static Task<IResult> Reset(string reaction, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
        DoAsync(reaction, "reset", visit, inside.CallAsync(nameof(ResetReaction), new { reaction }, new
        {
            since = DateTimeOffset.TryParse(
                sent["since"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
                ? since : (DateTimeOffset?)null,
        }));

    static async Task<IResult> DoAsync(string reaction, string what, Visit visit, Task<Inside.Answer> asked)
    {
        var answer = await asked;
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To($"{Place}/{Uri.EscapeDataString(reaction)}?done={what}"));
    }
}
