using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// Stores' answers for those who look at reports. A question whose only answer is out of sight stands among those
/// without one.
/// </summary>
sealed class ModeratedAnswers : IModerated
{
    public string Kind => ThingKind.Answer;

    public async Task<IReadOnlyList<ThingShown>> ShowAsync(Session session, string[] things)
    {
        var named = Named.Answers(things);
        return
        [
            .. (await session.ListAsync<Row>(ShowSql, Args(named))).Select(row => new ThingShown(
                $"{row.Question}.{row.Store}", [new("body", row.Body), new("question", row.Asked)], null,
                $"/product/{row.Product}#question-{row.Question}", null, row.Store, row.IsShown)),
        ];
    }

    public async Task<IReadOnlyList<string>> RemoveAsync(Tx tx, string[] things, string why, Guid? by) =>
        await MoveAsync(tx, things, RemoveSql);

    public async Task<IReadOnlyList<string>> RestoreAsync(Tx tx, string[] things, string why, Guid? by) =>
        await MoveAsync(tx, things, RestoreSql);

    // The questions are locked first, as whoever answers does.
    static async Task<IReadOnlyList<string>> MoveAsync(Tx tx, string[] things, string sql)
    {
        var named = Named.Answers(things);
        Guid[] questions = [.. named.Select(one => one.Question).Distinct()];
        await tx.ListAsync<Guid>(LockSql, new { questions });
        var moved = await tx.ListAsync<Moved>(sql, Args(named));
        if (moved.Count == 0) return [];
        foreach (var one in await tx.ListAsync<Counted>(
            CountSql, new { questions = moved.Select(one => one.Question).Distinct().ToArray() }))
            tx.Append(new QuestionAnswered(one.Product, one.Question, one.Store));
        return [.. moved.Select(one => $"{one.Question}.{one.Store}")];
    }

    static object Args((Guid Question, Guid Store)[] named) => new
    {
        questions = named.Select(one => one.Question).ToArray(), stores = named.Select(one => one.Store).ToArray(),
    };

    sealed record Row(Guid Question, Guid Store, Guid Product, string Body, string Asked, bool IsShown);

    sealed record Moved(Guid Question, Guid Store);

    sealed record Counted(Guid Product, Guid Question, Guid Store);

    const string ShowSql = """
        -- community.moderated-answers.show
        select a.question_id as question, a.store_id as store, q.product_id as product, a.body, q.body as asked,
            a.removed_at is null and q.removed_at is null as is_shown
        from unnest(@questions::uuid[], @stores::uuid[]) as w(question_id, store_id)
        cross join lateral (
            select question_id, store_id, body, removed_at
            from community.answer
            where question_id = w.question_id and store_id = w.store_id and body is not null
            limit 1) a
        cross join lateral (
            select product_id, body, removed_at from community.question where id = a.question_id limit 1) q
        """;

    const string LockSql = """
        -- community.moderated-answers.lock
        select id from community.question where id = any(@questions) order by id for update
        """;

    const string RemoveSql = """
        -- community.moderated-answers.remove
        update community.answer a
        set removed_at = now()
        from unnest(@questions::uuid[], @stores::uuid[]) as w(question_id, store_id)
        where a.question_id = w.question_id and a.store_id = w.store_id and a.body is not null and a.removed_at is null
        returning a.question_id as question, a.store_id as store
        """;

    const string RestoreSql = """
        -- community.moderated-answers.restore
        update community.answer a
        set removed_at = null
        from unnest(@questions::uuid[], @stores::uuid[]) as w(question_id, store_id)
        where a.question_id = w.question_id and a.store_id = w.store_id and a.removed_at is not null
        returning a.question_id as question, a.store_id as store
        """;

    const string CountSql = """
        -- community.moderated-answers.count
        update community.question q
        set answered_at = (
            select min(a.answered_at) from community.answer a
            where a.question_id = q.id and a.body is not null and a.removed_at is null)
        where q.id = any(@questions)
        returning q.product_id as product, q.id as question, (
            select a.store_id from community.answer a where a.question_id = q.id order by a.store_id limit 1) as store
        """;
}
