namespace Feria.Community;

/// <summary>The rating summaries of products, held against their reviews.</summary>
sealed class RatingCopy : TableCopy
{
    public override string Name => "community.ratings";

    public override string Group => "statistics";

    public override IReadOnlyCollection<string> FedBy => ["community.on-review-posted"];

    public override Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
        session.ListAsync<Guid>(WalkSql, new { after, limit });

    public override async Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects) =>
    [
        .. (await session.ListAsync<Row>(CompareSql, new { subjects }))
            .Select(row => Difference.Of(row.Product, "stars", row.Source, row.Copy)).OfType<Difference>(),
    ];

    // The stores' sums are a copy of their own: counting all that a store sold anew for each few of its products would
    // read every review again and again.
    public override Task RemakeAsync(Tx tx, Guid[] subjects) => Summaries.RefreshProductsAsync(tx, subjects);

    public override async Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session)
    {
        var (products, reviews, stars) = await session.OneAsync<(long, long, long)>(FiguresSql);
        return new Dictionary<string, long>
        {
            ["rated products"] = products, ["reviews counted"] = reviews, ["stars"] = stars,
        };
    }

    sealed record Row(Guid Product, string? Source, string? Copy);

    const string WalkSql = """
        -- community.rating-copy.walk
        (select product_id from community.rating where product_id > @after order by product_id limit @limit)
        union
        (select distinct product_id from community.review where product_id > @after order by product_id limit @limit)
        order by product_id
        limit @limit
        """;

    // A product that never had a review may have a summary of nothing.
    const string CompareSql = """
        -- community.rating-copy.compare
        select s.id as product, v.stars as source,
            case when r.count > 0 then concat_ws(' ', r.ones, r.twos, r.threes, r.fours, r.fives) end as copy
        from unnest(@subjects::uuid[]) as s(id)
        left join community.rating r on r.product_id = s.id
        left join lateral (
            select concat_ws(' ', count(*) filter (where rating = 1), count(*) filter (where rating = 2),
                count(*) filter (where rating = 3), count(*) filter (where rating = 4),
                count(*) filter (where rating = 5)) as stars
            from community.review
            where product_id = s.id and removed_at is null
            having count(*) > 0
        ) v on true
        """;

    const string FiguresSql = """
        -- community.rating-copy.figures
        select count(*) filter (where count > 0), coalesce(sum(count), 0)::bigint,
            coalesce(sum(ones + 2 * twos + 3 * threes + 4 * fours + 5 * fives), 0)::bigint
        from community.rating
        """;
}
