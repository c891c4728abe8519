namespace Feria.Trust;

/// <summary>What holds of cases: they are counted as they were reported, and closed by a decision alone.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("trust.cases-are-counted",
            "A case has as many reports and flags as it says.", "trust.case_file", CountedSql),
        new("trust.cases-end-by-a-decision",
            "What is decided has a decision, and what is open has none.", "trust.case_file", DecidedSql),
        new("trust.strikes-are-decisions",
            "A strike that counts is of a decision that was not undone.", "trust.strike", StruckSql),
    ];

    const string CountedSql = """
        -- trust.claims.counted
        select c.id::text as offender
        from trust.case_file c
        left join (select case_id, count(*) as many from trust.report group by case_id) r on r.case_id = c.id
        left join (select case_id, count(*) as many from trust.flag group by case_id) f on f.case_id = c.id
        where c.reports <> coalesce(r.many, 0) or c.flags <> coalesce(f.many, 0)
        """;

    const string DecidedSql = """
        -- trust.claims.decided
        select c.id::text as offender
        from trust.case_file c
        left join trust.decision d on d.case_id = c.id
        where c.is_open = (d.id is not null)
        """;

    const string StruckSql = """
        -- trust.claims.struck
        select s.decision_id::text as offender
        from trust.strike s
        join trust.decision d on d.id = s.decision_id
        where d.outcome <> 'strike' or (s.taken_back_at is null and d.undone_at is not null)
        """;
}
