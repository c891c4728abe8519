namespace Feria.Integrations;

/// <summary>What holds of what is to be told: nothing waits that nobody will look for.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("integrations.what-waits-has-a-turn",
            "An endpoint's turn comes no later than what waits there is due.", "integrations.delivery", TurnSql),
        new("integrations.tries-are-counted",
            "A delivery was tried as often as its tries say.", "integrations.delivery", TriesSql),
    ];

    // A turn that has come is due, whenever that was; clocks of processes differ by less than a minute.
    const string TurnSql = """
        -- integrations.claims.turn
        select d.id::text as offender
        from integrations.delivery d
        join integrations.endpoint e on e.id = d.endpoint_id
        where d.state = 'waiting'
            and (e.turn_at is null or e.turn_at > greatest(d.due_at, now() + interval '1 minute'))
        """;

    const string TriesSql = """
        -- integrations.claims.tries
        select d.id::text as offender
        from integrations.delivery d
        left join (
            select delivery_id, count(*) as tried, max(number) as last
            from integrations.attempt
            group by delivery_id
        ) a on a.delivery_id = d.id
        where d.attempts <> coalesce(a.tried, 0) or d.attempts <> coalesce(a.last, 0)
        """;
}
