using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>Reviews of what a store sold, newest first, for those who work there.</summary>
public static class ListStoreReviews
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/reviews", Handle)
        .WithName(nameof(ListStoreReviews))
        .RequireAccountOrKey()
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Title">What it is called that was bought.</param>
    /// <param name="ReplyVersion">What a change of the reply is made of; 0 before the first.</param>
    public sealed record Item(
        Guid Id, Guid Product, string ProductTitle, string ProductSlug, int Rating, string Title, string Body,
        string Author, string Language, int Helpful, DateTime PostedAt, string? Reply, DateTime? RepliedAt,
        int ReplyVersion);

    /// <param name="unanswered">Only those without a reply.</param>
    static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        Guid store, bool? unanswered, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        IProductBook products, CancellationToken stop)
    {
        if (!Cursor.TryRead<ListReviews.Position>(cursor, out var after))
            return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Serve);
        if (standing is null) return refusal!.AsProblem();

        var take = Cursor.Limit(limit);
        var (at, id) = after ?? ListReviews.Position.Start;
        var rows = await session.ListAsync<Row>(
            unanswered is true ? UnansweredSql : AllSql, new { store, at, id, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => new ListReviews.Position(row.PostedAt, row.Id));
        var facts = (await products.FactsAsync(session, [.. page.Items.Select(row => row.Product).Distinct()]))
            .ToDictionary(product => product.Product);
        return TypedResults.Ok(new Page<Item>(
            [.. page.Items.Select(row => row.Shown(facts.GetValueOrDefault(row.Product)))], page.Next));
    }

    sealed record Row(
        Guid Id, Guid Product, int Rating, string Title, string Body, string Author, string Language, int Helpful,
        DateTime PostedAt, string? Reply, DateTime? RepliedAt, int ReplyVersion)
    {
        public Item Shown(ProductFacts? product) => new(
            Id, Product, product?.Title ?? "", product?.Slug ?? "", Rating, Title, Body, Author, Language, Helpful,
            PostedAt, Reply, RepliedAt, ReplyVersion);
    }

    const string AllSql = """
        -- community.list-store-reviews.all
        select id, product_id as product, rating::int as rating, title, body, author, language, helpful, posted_at,
            reply, replied_at, reply_version
        from community.review
        where store_id = @store and removed_at is null and (posted_at, id) < (@at::timestamptz, @id)
        order by posted_at desc, id desc
        limit @limit
        """;

    const string UnansweredSql = """
        -- community.list-store-reviews.unanswered
        select id, product_id as product, rating::int as rating, title, body, author, language, helpful, posted_at,
            reply, replied_at, reply_version
        from community.review
        where store_id = @store and reply is null and removed_at is null and (posted_at, id) < (@at::timestamptz, @id)
        order by posted_at desc, id desc
        limit @limit
        """;
}
