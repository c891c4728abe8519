namespace Feria.Community;

/// <summary>What holds of what people say: it is counted as it was said.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("community.helpful-is-the-votes",
            "A review is as helpful as accounts said so.", "community.review", HelpfulSql),
        new("community.unread-is-the-messages",
            "A conversation is as long as its messages, and unread is what the other side wrote after what was read.",
            "community.conversation", UnreadSql),
    ];

    const string UnreadSql = """
        -- community.claims.unread
        select c.order_id::text as offender
        from community.conversation c
        left join community.message m on m.region = c.region and m.order_id = c.order_id
        group by c.region, c.order_id
        having min(c.last_number) <> count(m.number) or min(c.last_number) <> coalesce(max(m.number), 0)
            or min(c.buyer_unread) <> count(*) filter (where m.side = 'store' and m.number > c.buyer_read)
            or min(c.store_unread) <> count(*) filter (where m.side = 'buyer' and m.number > c.store_read)
        """;

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
