using System.Globalization;
using Feria.Catalog;
using Feria.Community;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>
/// A buyer's own review of what was delivered, written, changed and taken back; and what others find helpful.
/// </summary>
static class ShowReviewing
{
    const string Place = "/review/{product:guid}";

    static readonly string[] Names = ["version", "order", "rating", "author", "title", "body", "pictures"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Ask).RequireAccount();
        pages.MapPost(Place, Save)
            .WithMetadata(new RequestSizeLimitAttribute(Marketplace.LargestUpload)).RequireAccount();
        pages.MapPost(Place + "/remove", Remove).RequireAccount();
        pages.MapPost("/product/{slug}/reviews/{review:guid}/helpful", FindHelpful).RequireAccount();
    }

    public static string PathOf(Guid product, Guid? order = null) =>
        $"/review/{product}{(order is null ? "" : $"?order={order}")}";

    static async Task<IResult> Ask(Guid product, Guid? order, Inside inside)
    {
        var mine = (await inside.CallAsync(nameof(GetMyReview), new { product })).Read<GetMyReview.Answer>();
        return await PageAsync(product, mine, FormOf(mine.Review, order), 200, inside);
    }

    static async Task<IResult> Save(Guid product, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, Names);
        var mine = (await inside.CallAsync(nameof(GetMyReview), new { product })).Read<GetMyReview.Answer>();
        var rating = NumberOf(form["rating"]);
        var gone = sent["picture-gone"];
        form["pictures"] = string.Join(' ', sent["picture"].Except(gone)
            .Concat(await SentPictures.TakeAsync(sent, form, "files", visit, inside)));
        if (!form.Fine) return await PageAsync(product, mine, form, 400, inside);
        var answer = mine.Review is { } review
            ? await inside.CallAsync(nameof(PutReview), new { review = review.Id }, new
            {
                version = NumberOf(form["version"]), rating, title = form["title"], body = form["body"],
                author = form["author"], language = visit.Language.Code, pictures = PicturesOf(form),
            })
            : await inside.CallAsync(nameof(PostReview), new { product }, new
            {
                order = Guid.TryParse(form["order"], out var order) ? order : (Guid?)null, rating,
                title = form["title"], body = form["body"], author = form["author"], language = visit.Language.Code,
                pictures = PicturesOf(form),
            });
        if (answer.Problem is { } problem)
        {
            form.Take(problem, visit);
            return await PageAsync(product, mine, form, answer.Status, inside);
        }

        return new SeeOther(visit.To(await SlugPathAsync(product, inside) + "#reviews"));
    }

    static async Task<IResult> Remove(Guid product, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var mine = (await inside.CallAsync(nameof(GetMyReview), new { product })).Read<GetMyReview.Answer>();
        var form = FormOf(mine.Review, null);
        if (!Guid.TryParse(sent["review"], out var review)) return Community.Refusals.ReviewNotFound.AsProblem();
        var answer = await inside.CallAsync(
            nameof(RemoveReview), new { review, version = NumberOf(sent["version"]) });
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(await SlugPathAsync(product, inside) + "#reviews"));
        form.Take(problem, visit);
        return await PageAsync(product, mine, form, answer.Status, inside);
    }

    static async Task<IResult> FindHelpful(string slug, Guid review, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(VoteHelpful), new { review });
        return answer.Problem is { Status: not 409 } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To($"{Shelf.PathOf(slug)}#review-{review}"));
    }

    static async Task<IResult> PageAsync(
        Guid product, GetMyReview.Answer mine, Filled form, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetProduct), new { idOrSlug = product });
        if (found.Problem is { } lost) return lost.AsProblem();
        return new RazorComponentResult<ReviewPage>(new
        {
            Product = found.Read<ReviewPage.Reviewed>(),
            Form = form,
            May = mine.May || mine.Review is not null,
            Review = mine.Review?.Id,
        })
        { StatusCode = status };
    }

    static async Task<string> SlugPathAsync(Guid product, Inside inside) => Shelf.PathOf(
        (await inside.CallAsync(nameof(GetProduct), new { idOrSlug = product })).Read<ReviewPage.Reviewed>().Slug);

    static Filled FormOf(OwnReview? review, Guid? order) => new()
    {
        ["version"] = review?.Version.ToString(CultureInfo.InvariantCulture),
        ["order"] = order?.ToString(),
        ["rating"] = (review?.Rating ?? 5).ToString(CultureInfo.InvariantCulture),
        ["author"] = review?.Author,
        ["title"] = review?.Title,
        ["body"] = review?.Body,
        ["pictures"] = string.Join(' ', review?.Pictures ?? []),
    };

    /// <summary>Addresses of the pictures a form holds; they have no blanks in them.</summary>
    public static string[] PicturesOf(Filled form) =>
        (form["pictures"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    static int NumberOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
