using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// Reviews for those who look at reports. One that is out of sight counts for no rating; put back, it counts again,
/// with the votes and the reply it had.
/// </summary>
sealed class ModeratedReviews : IModerated
{
    public string Kind => ThingKind.Review;

    public async Task<IReadOnlyList<ThingShown>> ShowAsync(Session session, string[] things) =>
    [
        .. (await session.ListAsync<Row>(ShowSql, new { ids = Named.Ids(things) })).Select(row => new ThingShown(
            row.Id.ToString(),
            [
                .. new ThingText[]
                {
                    new("title", row.Title), new("body", row.Body), new("author", row.Author),
                    new("reply", row.Reply ?? ""),
                }.Where(text => text.Text.Length > 0),
            ],
            row.Language, $"/product/{row.Product}#review-{row.Id}", row.Account, null, row.IsShown)
            { Pictures = row.Pictures }),
    ];

    public async Task<IReadOnlyList<string>> RemoveAsync(Tx tx, string[] things, string why, Guid? by)
    {
        var gone = await tx.ListAsync<Moved>(RemoveSql, new { ids = Named.Ids(things) });
        foreach (var one in gone) await Sums.MoveAsync(tx, one.Product, one.Store, one.Rating, null);
        return Say(tx, gone);
    }

    public async Task<IReadOnlyList<string>> RestoreAsync(Tx tx, string[] things, string why, Guid? by)
    {
        var back = await tx.ListAsync<Moved>(RestoreSql, new { ids = Named.Ids(things) });
        foreach (var one in back) await Sums.MoveAsync(tx, one.Product, one.Store, null, one.Rating);
        return Say(tx, back);
    }

    static IReadOnlyList<string> Say(Tx tx, IReadOnlyList<Moved> moved)
    {
        foreach (var one in moved) tx.Append(new ReviewChanged(one.Product, one.Id));
        return [.. moved.Select(one => one.Id.ToString())];
    }

    sealed record Row(
        Guid Id, Guid Product, Guid? Account, string Author, string Title, string Body, string? Reply,
        string Language, string[] Pictures, bool IsShown);

    sealed record Moved(Guid Id, Guid Product, Guid? Store, int Rating);

    const string ShowSql = """
        -- community.moderated-reviews.show
        select r.id, r.product_id as product, r.account_id as account, r.author, r.title, r.body, r.reply, r.language,
            r.pictures, r.removed_at is null as is_shown
        from unnest(@ids::uuid[]) as w(id)
        cross join lateral (
            select id, product_id, account_id, author, title, body, reply, language, pictures, removed_at
            from community.review
            where review.id = w.id
            limit 1) r
        """;

    const string RemoveSql = """
        -- community.moderated-reviews.remove
        with meant as materialized (
            select id from community.review where id = any(@ids) and removed_at is null order by id for update)
        update community.review r
        set removed_at = now()
        from meant m
        where r.id = m.id
        returning r.id, r.product_id as product, r.store_id as store, r.rating::int as rating
        """;

    const string RestoreSql = """
        -- community.moderated-reviews.restore
        with meant as materialized (
            select id from community.review where id = any(@ids) and removed_at is not null order by id for update)
        update community.review r
        set removed_at = null
        from meant m
        where r.id = m.id
        returning r.id, r.product_id as product, r.store_id as store, r.rating::int as rating
        """;
}
