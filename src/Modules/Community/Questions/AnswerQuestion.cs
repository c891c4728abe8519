using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Community;

/// <summary>A store that sells the product answers a question, or changes its answer from the version it saw.</summary>
public static class AnswerQuestion
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/questions/{question:guid}/answer", Handle)
        .WithName(nameof(AnswerQuestion))
        .RequireAccount()
        .Allows(perMinute: 60, burst: 60)
        .Refuses(Refusals.QuestionNotFound, Refusals.QuestionOfOthers, Refusals.AnswerChanged, Refusals.AnswerRemoved)
        .WithExample(new Body(new("019aa000-0000-7000-8000-000000000001"), 0, "It does, up to 75 watts."));

    /// <param name="Store">The store that answers; the caller works there.</param>
    /// <param name="Version">The answer's version the change was made of; 0 for the first.</param>
    public sealed record Body(
        Guid Store, [Range(0, int.MaxValue)] int Version, [Required, PlainText(2000)] string Text);

    /// <param name="IsRemoved">Whether the platform took it out of sight.</param>
    public sealed record Answer(string? Text, int Version, DateTime? AnsweredAt, bool IsRemoved = false);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid question, Body body, Caller caller, Database database, IStoreDesk desk, IStoreBook stores,
        IProductBook products, IOfferBook offers, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, body.Store, caller, StoreRight.Serve);
        if (standing is null) return refusal!.AsProblem();
        var product = await tx.OneOrNullAsync<Guid?>(LockSql, new { question });
        if (product is null) return Refusals.QuestionNotFound.AsProblem();

        var now = await tx.OneOrNullAsync<Answer>(NowSql, new { question, body.Store });
        // Who began to sell it later may answer as well.
        var sells = now is not null
            || await Sellers.OfAsync(tx, product.Value, products, offers) is { } all && all.Contains(body.Store);
        if (Refuse(sells, now, body.Version) is { } no) return no.AsProblem();

        var sign = (await stores.SignsAsync(tx, [body.Store])).Single();
        var answer = await tx.OneAsync<Answer>(AnswerSql, new
        {
            question, body.Store, text = body.Text.Trim(), sign.Name, sign.Slug, caller.Account,
        });
        tx.Append(new QuestionAnswered(product.Value, question, body.Store));
        return await tx.CommitAsync(TypedResults.Ok(answer));
    }

    internal static Refusal? Refuse(bool sells, Answer? now, int version) => (sells, now) switch
    {
        (false, _) => Refusals.QuestionOfOthers,
        (_, { IsRemoved: true }) => Refusals.AnswerRemoved,
        _ when (now?.Version ?? 0) != version => Refusals.AnswerChanged.With("now", now),
        _ => null,
    };

    const string LockSql = """
        -- community.answer-question.lock
        select product_id from community.question where id = @question and removed_at is null for update
        """;

    const string NowSql = """
        -- community.answer-question.now
        select body as text, version, answered_at, removed_at is not null as is_removed
        from community.answer
        where question_id = @question and store_id = @Store
        """;

    const string AnswerSql = """
        -- community.answer-question.answer
        with answered as (
            update community.question set answered_at = coalesce(answered_at, now()) where id = @question
            returning id, asked_at)
        insert into community.answer
            (question_id, store_id, asked_at, body, store_name, store_slug, answered_by, answered_at, version)
        select id, @Store, asked_at, @text, @Name, @Slug, @Account, now(), 1 from answered
        on conflict (question_id, store_id) do update
            set body = excluded.body, store_name = excluded.store_name, store_slug = excluded.store_slug,
                answered_by = excluded.answered_by, answered_at = excluded.answered_at, version = answer.version + 1
        returning body as text, version, answered_at, false as is_removed
        """;
}
