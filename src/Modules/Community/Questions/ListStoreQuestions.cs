using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>What a store was asked: what waits for its answer first, then newest first.</summary>
public static class ListStoreQuestions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/questions", Handle)
        .WithName(nameof(ListStoreQuestions))
        .RequireAccountOrKey()
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Answer">Null while the store has not answered.</param>
    /// <param name="Version">What a change of the answer is made of; 0 before the first.</param>
    public sealed record Item(
        Guid Id, Guid Product, string ProductTitle, string ProductSlug, string Text, string Author, string Language,
        DateTime AskedAt, string? Answer, DateTime? AnsweredAt, int Version);

    static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        Guid store, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        IProductBook products, CancellationToken stop)
    {
        if (!Cursor.TryRead<Position>(cursor, out var after)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Serve);
        if (standing is null) return refusal!.AsProblem();

        var take = Cursor.Limit(limit);
        var (isAwaited, at, id) = after ?? Position.Start;
        var rows = await session.ListAsync<Row>(PageSql, new { store, isAwaited, at, id, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => new Position(row.Answer is null, row.AskedAt, row.Id));
        var facts = (await products.FactsAsync(session, [.. page.Items.Select(row => row.Product).Distinct()]))
            .ToDictionary(product => product.Product);
        return TypedResults.Ok(new Page<Item>(
            [.. page.Items.Select(row => row.Shown(facts.GetValueOrDefault(row.Product)))], page.Next));
    }

    /// <summary>The last question shown.</summary>
    public sealed record Position(bool IsAwaited, DateTime At, Guid Id)
    {
        internal static readonly Position Start = new(
            true, DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), Guid.AllBitsSet);
    }

    sealed record Row(
        Guid Id, Guid Product, string Text, string Author, string Language, DateTime AskedAt, string? Answer,
        DateTime? AnsweredAt, int Version)
    {
        public Item Shown(ProductFacts? product) => new(
            Id, Product, product?.Title ?? "", product?.Slug ?? "", Text, Author, Language, AskedAt, Answer, AnsweredAt,
            Version);
    }

    const string PageSql = """
        -- community.list-store-questions.page
        select q.id, q.product_id as product, q.body as text, q.author, q.language, q.asked_at, a.body as answer,
            a.answered_at, a.version
        from community.answer a
        join community.question q on q.id = a.question_id
        where a.store_id = @store and a.removed_at is null and q.removed_at is null
            and (a.is_awaited, a.asked_at, a.question_id) < (@isAwaited, @at::timestamptz, @id)
        order by a.is_awaited desc, a.asked_at desc, a.question_id desc
        limit @limit
        """;
}
