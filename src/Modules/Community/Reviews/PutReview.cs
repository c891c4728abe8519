using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Its author writes a review anew, from the version they saw.</summary>
public static class PutReview
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/reviews/{review:guid}", Handle)
        .WithName(nameof(PutReview))
        .RequireAccount()
        .Allows(perMinute: 10, burst: 20)
        .Refuses(Refusals.ReviewNotFound, Refusals.ReviewChanged, Refusals.PictureUnknown, Refusals.ReviewsOff,
            Refusals.TooManyPictures)
        .WithExample(new Written(1, 4, "Warm light", "After a month the switch is loose.", "Ana S.", "en"));

    /// <param name="Version">The version the change was made of.</param>
    /// <param name="Pictures">Addresses of pictures that were sent here (<c>POST /pictures</c>).</param>
    /// <param name="Author">The name to show; the first name where none is chosen.</param>
    public sealed record Written(
        [Range(1, int.MaxValue)] int Version,
        [Range(1, 5)] int Rating,
        [OneLine(200, Optional = true)] string? Title,
        [PlainText(5000, Optional = true)] string? Body,
        [OneLine(80, Optional = true)] string? Author,
        [Required, RegularExpression("^[a-z]{2,3}$")] string Language,
        [MaxLength(ReviewPictures.Most)] string[]? Pictures = null);

    static async Task<Results<Ok<OwnReview>, ProblemHttpResult>> Handle(
        Guid review, Written written, Caller caller, Database database, IAccountBook accounts, IPictures kept,
        SettingBook settings, Features features, CancellationToken stop)
    {
        if (!features.Has(CommunitySettings.Reviews, caller)) return Refusals.ReviewsOff.AsProblem();
        if (written.Pictures?.Length > settings.Of(CommunitySettings.ReviewPictures))
            return Refusals.TooManyPictures.AsProblem();
        var account = caller.Account!.Value;
        var author = await PostReview.AuthorAsync(written.Author, account, accounts, stop);
        await using var tx = await database.WriteAsync(stop);
        var before = await OwnReview.LockAsync(tx, review, account);
        if (before is null) return Refusals.ReviewNotFound.AsProblem();
        if (before.Version != written.Version) return Refusals.ReviewChanged.With("now", before).AsProblem();

        if (await ReviewPictures.KeepAsync(tx, kept, review, written.Pictures) is not { } pictures)
            return Refusals.PictureUnknown.At("pictures").AsProblem();
        var after = await tx.OneAsync<OwnReview>(PutSql, new
        {
            review, pictures, author, written.Rating,
            title = written.Title?.Trim() ?? "", body = written.Body?.Trim() ?? "",
            written.Language,
        });
        await Sums.MoveAsync(tx, before.Product, before.Store, before.Rating, after.Rating);
        tx.Append(new ReviewChanged(before.Product, review));
        return await tx.CommitAsync(TypedResults.Ok(after));
    }

    const string PutSql = """
        -- community.put-review.put
        update community.review
        set rating = @Rating, title = @title, body = @body, author = @author, language = @Language, changed_at = now(),
            pictures = @pictures, version = version + 1
        where id = @review
        returning id, product_id as product, store_id as store, order_id as order, version, rating::int as rating,
            title, body, author, language, helpful, posted_at, changed_at, pictures
        """;
}
