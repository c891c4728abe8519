namespace Feria.Community;

/// <summary>The rating sums of stores, held against the reviews of what they sold.</summary>
sealed class StoreRatingCopy : TableCopy
{
    public override string Name => "community.store-ratings";

    public override string Group => "statistics";

    public override IReadOnlyCollection<string> FedBy => ["community.on-review-posted"];

    // A store may have a great many reviews to count.
    public override int Batch => 20;

    public override Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
        session.ListAsync<Guid>(WalkSql, new { after, limit });

    public override async Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects) =>
    [
        .. (await session.ListAsync<Row>(CompareSql, new { subjects }))
            .Select(row => Difference.Of(row.Store, "stars", row.Source, row.Copy)).OfType<Difference>(),
    ];

    public override Task RemakeAsync(Tx tx, Guid[] subjects) => Summaries.RefreshStoresAsync(tx, subjects);

    public override async Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session)
    {
        var (stores, reviews, stars) = await session.OneAsync<(long, long, long)>(FiguresSql);
        return new Dictionary<string, long>
        {
            ["rated stores"] = stores, ["reviews counted"] = reviews, ["stars"] = stars,
        };
    }

    sealed record Row(Guid Store, string? Source, string? Copy);

    const string WalkSql = """
        -- community.store-rating-copy.walk
        (select store_id from community.store_rating where store_id > @after order by store_id limit @limit)
        union
        (select distinct store_id from community.review where store_id > @after order by store_id limit @limit)
        order by store_id
        limit @limit
        """;

    const string CompareSql = """
        -- community.store-rating-copy.compare
        select s.id as store, v.stars as source, case when r.count > 0 then concat_ws(' ', r.count, r.stars) end as copy
        from unnest(@subjects::uuid[]) as s(id)
        left join community.store_rating r on r.store_id = s.id
        left join lateral (
            select concat_ws(' ', count(*), sum(rating)) as stars
            from community.review
            where store_id = s.id and removed_at is null
            having count(*) > 0
        ) v on true
        """;

    const string FiguresSql = """
        -- community.store-rating-copy.figures
        select count(*) filter (where count > 0), coalesce(sum(count), 0)::bigint, coalesce(sum(stars), 0)::bigint
        from community.store_rating
        """;
}
