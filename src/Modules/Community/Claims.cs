namespace Feria.Community;

/// <summary>What holds of what people say: it is counted as it was said.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("community.helpful-is-the-votes",
            "A review is as helpful as accounts said so.", "community.review", HelpfulSql),
    ];

    const string HelpfulSql = """
        -- community.claims.helpful
        select r.id::text as offender
        from community.review r
        left join (
            select review_id, count(*) as votes from community.helpful group by review_id
        ) v on v.review_id = r.id
        where r.helpful <> coalesce(v.votes, 0)
        """;
}
