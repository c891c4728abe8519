using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>A product's reviews, newest first, with how many gave how many stars.</summary>
public static class ListReviews
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/products/{product:guid}/reviews", Handle)
        .WithName(nameof(ListReviews))
        .AllowAnyone()
        .Refuses(Refusals.RatingOutOfRange, KernelRefusals.MalformedCursor);

    /// <param name="Items">Reviews of this page.</param>
    /// <param name="Mean">Stars in hundredths; null while nobody reviewed it.</param>
    /// <param name="Histogram">How many gave 5 stars down to 1, over all reviews, whatever was asked for.</param>
    public sealed record Reviews(
        IReadOnlyList<Review> Items, string? Next, decimal? Mean, int Count, IReadOnlyList<Bar> Histogram);

    public sealed record Bar(int Stars, int Count);

    public sealed record Review(
        Guid Id, int Rating, string Title, string Body, string Author, string Language, DateTime PostedAt);

    static async Task<Results<Tagged<Reviews>, ProblemHttpResult>> Handle(
        Guid product, int? rating, int? limit, string? cursor, Database db, Cache cache, CancellationToken stop)
    {
        if (rating is < 1 or > 5) return Refusals.RatingOutOfRange.AsProblem();
        if (!Cursor.TryRead<Position>(cursor, out var after)) return KernelRefusals.MalformedCursor.AsProblem();

        if (rating is null && after is null)
            return new Tagged<Reviews>((await NewestAsync(cache, product, Cursor.Limit(limit), stop)).Json);
        await using var session = await db.ReadAsync(stop);
        return new Tagged<Reviews>(await PageAsync(session, product, rating, limit, after));
    }

    /// <summary>The first page.</summary>
    public static async Task<Cache.Copy<Reviews>> NewestAsync(
        Cache cache, Guid product, int limit, CancellationToken stop) =>
        (await cache.GetAsync($"reviews:{product}:{limit}", Fresh, async session => new Cache.Filled<Reviews>(
            await PageAsync(session, product, limit: limit), [product]), stop))!;

    /// <summary>A page of reviews; without a position, the newest.</summary>
    public static async Task<Reviews> PageAsync(
        Session session, Guid product, int? rating = null, int? limit = null, Position? after = null)
    {
        var take = Cursor.Limit(limit);
        var rows = await session.ListAsync<Review>(
            rating is null ? PageSql : OfRatingSql,
            new { product, rating, (after ?? Position.Start).At, (after ?? Position.Start).Id, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => new Position(row.PostedAt, row.Id));
        var summary = await session.OneOrNullAsync<Summary>(SummarySql, new { product }) ?? Summary.None;
        return new Reviews(
            page.Items, page.Next, summary.Count == 0 ? null : summary.MeanHundredths / 100m, summary.Count,
            [
                new(5, summary.Fives), new(4, summary.Fours), new(3, summary.Threes), new(2, summary.Twos),
                new(1, summary.Ones),
            ]);
    }

    /// <summary>The last review shown.</summary>
    public sealed record Position(DateTime At, Guid Id)
    {
        internal static readonly Position Start = new(
            DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), Guid.AllBitsSet);
    }

    sealed record Summary(int Ones, int Twos, int Threes, int Fours, int Fives, int Count, int MeanHundredths)
    {
        public static readonly Summary None = new(0, 0, 0, 0, 0, 0, 0);
    }

    // Comparisons alone, so that the index begins where the page does also where it is planned for any page.
    const string PageSql = """
        -- community.list-reviews.page
        select id, rating::int as rating, title, body, author, language, posted_at
        from community.review
        where product_id = @product and (posted_at, id) < (@At::timestamptz, @Id)
        order by posted_at desc, id desc
        limit @limit
        """;

    const string OfRatingSql = """
        -- community.list-reviews.of-rating
        select id, rating::int as rating, title, body, author, language, posted_at
        from community.review
        where product_id = @product
            and (rating, posted_at, id) < (@rating, @At::timestamptz, @Id) and rating >= @rating
        order by rating desc, posted_at desc, id desc
        limit @limit
        """;

    const string SummarySql = """
        -- community.list-reviews.summary
        select ones, twos, threes, fours, fives, count, mean_hundredths
        from community.rating
        where product_id = @product
        """;
}
