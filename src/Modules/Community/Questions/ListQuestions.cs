using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>What was asked about a product and what stores answered: answered ones first, then newest first.</summary>
public static class ListQuestions
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/products/{product:guid}/questions", Handle)
        .WithName(nameof(ListQuestions))
        .AllowAnyone()
        .Refuses(KernelRefusals.MalformedCursor);

    public sealed record Questions(IReadOnlyList<Question> Items, string? Next);

    /// <param name="Author">Empty where the asker left.</param>
    public sealed record Question(
        Guid Id, string Text, string Author, string Language, DateTime AskedAt, IReadOnlyList<Answer> Answers);

    /// <param name="Store">What the store was called when it answered.</param>
    public sealed record Answer(string Text, string Store, string StoreSlug, DateTime AnsweredAt, Guid StoreId);

    static async Task<Results<Tagged<Questions>, ProblemHttpResult>> Handle(
        Guid product, int? limit, string? cursor, Database db, Cache cache, CancellationToken stop)
    {
        if (!Cursor.TryRead<Position>(cursor, out var after)) return KernelRefusals.MalformedCursor.AsProblem();
        if (after is null)
            return new Tagged<Questions>((await FirstAsync(cache, product, Cursor.Limit(limit), stop)).Json);
        await using var session = await db.ReadAsync(stop);
        return new Tagged<Questions>(await PageAsync(session, product, limit, after));
    }

    /// <summary>The first page.</summary>
    public static async Task<Cache.Copy<Questions>> FirstAsync(
        Cache cache, Guid product, int limit, CancellationToken stop) =>
        (await cache.GetAsync($"questions:{product}:{limit}", Fresh, async session => new Cache.Filled<Questions>(
            await PageAsync(session, product, limit), [product]), stop))!;

    public static async Task<Questions> PageAsync(
        Session session, Guid product, int? limit = null, Position? after = null)
    {
        var take = Cursor.Limit(limit);
        var (isAnswered, at, id) = after ?? Position.Start;
        var rows = await session.ListAsync<Row>(PageSql, new { product, isAnswered, at, id, limit = take + 1 });
        var page = Cursor.Cut(rows, take, row => new Position(row.IsAnswered, row.AskedAt, row.Id));
        var answers = (await session.ListAsync<AnswerRow>(
            AnswersSql, new { questions = page.Items.Select(row => row.Id).ToArray() })).ToLookup(row => row.Question);
        return new(
            [
                .. page.Items.Select(row => new Question(
                    row.Id, row.Text, row.Author, row.Language, row.AskedAt,
                    [
                        .. answers[row.Id].Select(
                            one => new Answer(one.Text, one.Store, one.StoreSlug, one.AnsweredAt, one.StoreId)),
                    ])),
            ],
            page.Next);
    }

    /// <summary>The last question shown.</summary>
    public sealed record Position(bool IsAnswered, DateTime At, Guid Id)
    {
        internal static readonly Position Start = new(
            true, DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), Guid.AllBitsSet);
    }

    sealed record Row(Guid Id, string Text, string Author, string Language, DateTime AskedAt, bool IsAnswered);

    sealed record AnswerRow(
        Guid Question, string Text, string Store, string StoreSlug, DateTime AnsweredAt, Guid StoreId);

    const string PageSql = """
        -- community.list-questions.page
        select id, body as text, author, language, asked_at, is_answered
        from community.question
        where product_id = @product and removed_at is null
            and (is_answered, asked_at, id) < (@isAnswered, @at::timestamptz, @id)
        order by is_answered desc, asked_at desc, id desc
        limit @limit
        """;

    const string AnswersSql = """
        -- community.list-questions.answers
        select question_id as question, body as text, store_name as store, store_slug, answered_at, store_id
        from community.answer
        where question_id = any(@questions) and body is not null and removed_at is null
        order by question_id, answered_at, store_id
        """;
}
