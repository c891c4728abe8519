using System.Globalization;
using Feria.Community;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>What buyers say of what a store sold, and the store's reply to each.</summary>
static class ShowStoreReviews
{
    const string Place = "/sell/{store:guid}/reviews";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, bool? unanswered, string? cursor, Inside inside) =>
            PageAsync(store, unanswered is true, cursor, new Filled(), 200, inside)).RequireAccount();
        pages.MapPost(Place + "/{review:guid}", Reply).RequireAccount();
        pages.MapPost(Place + "/{review:guid}/remove", Remove).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/reviews";

    static async Task<IResult> Reply(
        Guid store, Guid review, [FromForm] IFormCollection sent, Visit visit, Inside inside) => await DoneAsync(
        store, review, sent, visit, inside, await inside.CallAsync(
            nameof(ReplyToReview), new { store, review },
            new { version = VersionOf(sent), text = sent["text"].ToString() }));

    static async Task<IResult> Remove(
        Guid store, Guid review, [FromForm] IFormCollection sent, Visit visit, Inside inside) => await DoneAsync(
        store, review, sent, visit, inside, await inside.CallAsync(
            nameof(RemoveReply), new { store, review, version = VersionOf(sent) }));

    // What was typed and refused stands where it was typed.
    static async Task<IResult> DoneAsync(
        Guid store, Guid review, IFormCollection sent, Visit visit, Inside inside, Inside.Answer answer)
    {
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{PathOf(store)}#review-{review}"));
        var form = new Filled { Problem = visit.Refused(problem.Code, problem.Title) };
        form[$"{review}"] = sent["text"];
        return await PageAsync(store, false, null, form, answer.Status, inside);
    }

    static async Task<IResult> PageAsync(
        Guid store, bool unanswered, string? cursor, Filled form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var reviews = await inside.CallAsync(
            nameof(ListStoreReviews), new { store, unanswered = unanswered ? "true" : null, cursor });
        if (reviews.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<StoreReviewsPage>(new
        {
            Store = file.Read<StoreFile>(),
            Reviews = reviews.Read<Page<ListStoreReviews.Item>>(),
            Unanswered = unanswered,
            Form = form,
        })
        { StatusCode = status };
    }

    static int VersionOf(IFormCollection sent) => int.TryParse(
        sent["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
