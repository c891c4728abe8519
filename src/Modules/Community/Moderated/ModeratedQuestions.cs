using Feria.Contracts;

namespace Feria.Community;

/// <summary>Questions for those who look at reports; one that is out of sight takes its answers along.</summary>
sealed class ModeratedQuestions : IModerated
{
    public string Kind => ThingKind.Question;

    public async Task<IReadOnlyList<ThingShown>> ShowAsync(Session session, string[] things) =>
    [
        .. (await session.ListAsync<Row>(ShowSql, new { ids = Named.Ids(things) })).Select(row => new ThingShown(
            row.Id.ToString(), [new("body", row.Body), new("author", row.Author)], row.Language,
            $"/product/{row.Product}#question-{row.Id}", row.Account, null, row.IsShown)),
    ];

    public async Task<IReadOnlyList<string>> RemoveAsync(Tx tx, string[] things, string why, Guid? by) =>
        Say(tx, await tx.ListAsync<Moved>(RemoveSql, new { ids = Named.Ids(things) }));

    public async Task<IReadOnlyList<string>> RestoreAsync(Tx tx, string[] things, string why, Guid? by) =>
        Say(tx, await tx.ListAsync<Moved>(RestoreSql, new { ids = Named.Ids(things) }));

    static IReadOnlyList<string> Say(Tx tx, IReadOnlyList<Moved> moved)
    {
        foreach (var one in moved) tx.Append(new QuestionRemoved(one.Product, one.Id));
        return [.. moved.Select(one => one.Id.ToString())];
    }

    sealed record Row(
        Guid Id, Guid Product, Guid? Account, string Author, string Body, string Language, bool IsShown);

    sealed record Moved(Guid Id, Guid Product);

    const string ShowSql = """
        -- community.moderated-questions.show
        select q.id, q.product_id as product, q.account_id as account, q.author, q.body, q.language,
            q.removed_at is null as is_shown
        from unnest(@ids::uuid[]) as w(id)
        cross join lateral (
            select id, product_id, account_id, author, body, language, removed_at
            from community.question
            where question.id = w.id
            limit 1) q
        """;

    const string RemoveSql = """
        -- community.moderated-questions.remove
        with meant as materialized (
            select id from community.question where id = any(@ids) and removed_at is null order by id for update)
        update community.question q
        set removed_at = now()
        from meant m
        where q.id = m.id
        returning q.id, q.product_id as product
        """;

    const string RestoreSql = """
        -- community.moderated-questions.restore
        with meant as materialized (
            select id from community.question where id = any(@ids) and removed_at is not null order by id for update)
        update community.question q
        set removed_at = null
        from meant m
        where q.id = m.id
        returning q.id, q.product_id as product
        """;
}
