using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>A product's reviews, newest or most helpful first, with how many gave how many stars.</summary>
public static class ListReviews
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/products/{product:guid}/reviews", Handle)
        .WithName(nameof(ListReviews))
        .AllowAnyone()
        .Refuses(Refusals.RatingOutOfRange, Refusals.OrderUnknown, KernelRefusals.MalformedCursor);

    /// <param name="Items">Reviews of this page.</param>
    /// <param name="Mean">Stars in hundredths; null while nobody reviewed it.</param>
    /// <param name="Histogram">How many gave 5 stars down to 1, over all reviews, whatever was asked for.</param>
    public sealed record Reviews(
        IReadOnlyList<Review> Items, string? Next, decimal? Mean, int Count, IReadOnlyList<Bar> Histogram);

    public sealed record Bar(int Stars, int Count);

    /// <param name="Author">Empty where its author left.</param>
    /// <param name="Helpful">How many found it so.</param>
    /// <param name="Reply">What the store says to it, and what the store is called.</param>
    public sealed record Review(
        Guid Id, int Rating, string Title, string Body, string Author, string Language, DateTime PostedAt,
        DateTime? ChangedAt, int Helpful, string? Reply, string? RepliedAs, DateTime? RepliedAt, string[] Pictures);

    public const string Newest = "newest";
    public const string MostHelpful = "helpful";

    /// <param name="rating">Those that gave so many stars.</param>
    /// <param name="sort">newest, or helpful: what most found so.</param>
    static async Task<Results<Tagged<Reviews>, ProblemHttpResult>> Handle(
        Guid product, int? rating, string? sort, int? limit, string? cursor, Database db, Cache cache,
        CancellationToken stop)
    {
        if (rating is < 1 or > 5) return Refusals.RatingOutOfRange.AsProblem();
        if (sort is not (null or Newest or MostHelpful)) return Refusals.OrderUnknown.AsProblem();
        if (!Cursor.TryRead<Position>(cursor, out var after)) return KernelRefusals.MalformedCursor.AsProblem();

        var isHelpful = sort == MostHelpful;
        if (rating is null && after is null && !isHelpful)
            return new Tagged<Reviews>((await NewestAsync(cache, product, Cursor.Limit(limit), stop)).Json);
        await using var session = await db.ReadAsync(stop);
        return new Tagged<Reviews>(await PageAsync(session, product, rating, limit, after, isHelpful));
    }

    /// <summary>The first page.</summary>
    public static async Task<Cache.Copy<Reviews>> NewestAsync(
        Cache cache, Guid product, int limit, CancellationToken stop) =>
        (await cache.GetAsync($"reviews:{product}:{limit}", Fresh, async session => new Cache.Filled<Reviews>(
            await PageAsync(session, product, limit: limit), [product]), stop))!;

    /// <summary>A page of reviews; without a position, the newest.</summary>
    public static async Task<Reviews> PageAsync(
        Session session, Guid product, int? rating = null, int? limit = null, Position? after = null,
        bool isHelpful = false)
    {
        var take = Cursor.Limit(limit);
        var (at, id) = after ?? Position.Start;
        var rows = await session.ListAsync<Review>(
            (rating, isHelpful) switch
            {
                (null, false) => PageSql,
                (null, true) => HelpfulSql,
                (_, false) => OfRatingSql,
                _ => HelpfulOfRatingSql,
            },
            new { product, rating, at, id, helpful = after?.Helpful ?? int.MaxValue, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => new Position(row.PostedAt, row.Id) { Helpful = row.Helpful });
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
        /// <summary>How helpful it was, where that orders them.</summary>
        public int? Helpful { get; init; }

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
        select id, rating::int as rating, title, body, author, language, posted_at, changed_at, helpful, reply,
            replied_as, replied_at, pictures
        from community.review
        where product_id = @product and removed_at is null and (posted_at, id) < (@at::timestamptz, @id)
        order by posted_at desc, id desc
        limit @limit
        """;

    const string OfRatingSql = """
        -- community.list-reviews.of-rating
        select id, rating::int as rating, title, body, author, language, posted_at, changed_at, helpful, reply,
            replied_as, replied_at, pictures
        from community.review
        where product_id = @product and removed_at is null
            and (rating, posted_at, id) < (@rating, @at::timestamptz, @id) and rating >= @rating
        order by rating desc, posted_at desc, id desc
        limit @limit
        """;

    const string HelpfulSql = """
        -- community.list-reviews.helpful
        select id, rating::int as rating, title, body, author, language, posted_at, changed_at, helpful, reply,
            replied_as, replied_at, pictures
        from community.review
        where product_id = @product and removed_at is null
            and (helpful, posted_at, id) < (@helpful, @at::timestamptz, @id)
        order by helpful desc, posted_at desc, id desc
        limit @limit
        """;

    const string HelpfulOfRatingSql = """
        -- community.list-reviews.helpful-of-rating
        select id, rating::int as rating, title, body, author, language, posted_at, changed_at, helpful, reply,
            replied_as, replied_at, pictures
        from community.review
        where product_id = @product and removed_at is null
            and (rating, helpful, posted_at, id) < (@rating, @helpful, @at::timestamptz, @id) and rating >= @rating
        order by rating desc, helpful desc, posted_at desc, id desc
        limit @limit
        """;

    const string SummarySql = """
        -- community.list-reviews.summary
        select ones, twos, threes, fours, fives, count, mean_hundredths
        from community.rating
        where product_id = @product
        """;
}
