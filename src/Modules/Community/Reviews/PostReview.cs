using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>A buyer reviews what was delivered: once a product, and changed as often as they like.</summary>
public static class PostReview
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/products/{product:guid}/reviews", Handle)
        .WithName(nameof(PostReview))
        .RequireAccount()
        .Allows(perMinute: 10, burst: 20)
        .Refuses(
            Refusals.NotDelivered, Refusals.AlreadyReviewed, Refusals.OwnStore, Refusals.PictureUnknown,
            Refusals.ReviewsOff, Refusals.TooManyPictures)
        .WithExample(new Written(
            null, 5, "Warm light", "It stands by my bed and I would buy it again.", "Ana S.", "en"));

    /// <param name="Order">The order it came with; the newest one where none is named.</param>
    /// <param name="Pictures">Addresses of pictures that were sent here (<c>POST /pictures</c>).</param>
    /// <param name="Author">The name to show; the first name where none is chosen.</param>
    /// <param name="Language">The language it is written in.</param>
    public sealed record Written(
        Guid? Order,
        [Range(1, 5)] int Rating,
        [OneLine(200, Optional = true)] string? Title,
        [PlainText(5000, Optional = true)] string? Body,
        [OneLine(80, Optional = true)] string? Author,
        [Required, RegularExpression("^[a-z]{2,3}$")] string Language,
        [MaxLength(ReviewPictures.Most)] string[]? Pictures = null);

    static async Task<Results<Created<OwnReview>, ProblemHttpResult>> Handle(
        Guid product, Written written, Caller caller, Database database, IOrderBook orders, IStoreDesk desk,
        IAccountBook accounts, IPictures kept, SettingBook settings, Features features, CancellationToken stop)
    {
        if (!features.Has(CommunitySettings.Reviews, caller)) return Refusals.ReviewsOff.AsProblem();
        if (written.Pictures?.Length > settings.Of(CommunitySettings.ReviewPictures))
            return Refusals.TooManyPictures.AsProblem();
        var account = caller.Account!.Value;
        var author = await AuthorAsync(written.Author, account, accounts, stop);
        await using var tx = await database.WriteAsync(stop);
        var bought = await orders.DeliveredAsync(tx, account, product, written.Order);
        if (bought is null) return Refusals.NotDelivered.AsProblem();
        if ((await desk.EnterAsync(tx, bought.Store, caller, StoreRight.See)).Standing is not null)
            return Refusals.OwnStore.AsProblem();

        var id = Id.New();
        if (await ReviewPictures.KeepAsync(tx, kept, id, written.Pictures) is not { } pictures)
            return Refusals.PictureUnknown.At("pictures").AsProblem();
        var review = await tx.OneOrNullAsync<OwnReview>(PostSql, new
        {
            id, pictures, product, bought.Store, bought.Order, account, author, written.Rating,
            title = written.Title?.Trim() ?? "", body = written.Body?.Trim() ?? "", written.Language,
        });
        if (review is null) return Refusals.AlreadyReviewed.AsProblem();
        await Sums.MoveAsync(tx, product, bought.Store, null, written.Rating);
        tx.Append(new ReviewPosted(product, review.Id, written.Rating, Counted: true, bought.Store));
        return await tx.CommitAsync(TypedResults.Created($"/api/v1/products/{product}/reviews/mine", review));
    }

    internal static async Task<string> AuthorAsync(
        string? chosen, Guid account, IAccountBook accounts, CancellationToken stop) =>
        string.IsNullOrWhiteSpace(chosen)
            ? OwnReview.NameOf((await accounts.ContactAsync(account, stop))?.FullName ?? "")
            : chosen.Trim();

    const string PostSql = """
        -- community.post-review.post
        insert into community.review
            (id, product_id, store_id, order_id, account_id, author, rating, title, body, language, pictures)
        values (@id, @product, @Store, @Order, @account, @author, @Rating, @title, @body, @Language, @pictures)
        on conflict on constraint review_of_account do nothing
        returning id, product_id as product, store_id as store, order_id as order, version, rating::int as rating,
            title, body, author, language, helpful, posted_at, changed_at, pictures
        """;
}
