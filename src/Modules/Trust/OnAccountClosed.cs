using Feria.Contracts;

namespace Feria.Trust;

/// <summary>
/// A person left: what they reported and said is erased, what they wrote is no longer kept for its cases, and nothing
/// names them.
/// </summary>
sealed class OnAccountClosed : Reaction
{
    public override string Name => "trust.on-account-closed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(AccountClosed))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        Guid[] accounts = [.. events.Select(said => said.Key).Distinct()];
        // Cases first, as whoever decides them does.
        await tx.ExecuteAsync(CasesSql, new { accounts });
        await tx.ExecuteAsync(ReportsSql, new { accounts });
        await tx.ExecuteAsync(AppealsSql, new { accounts });
        await tx.ExecuteAsync(DecisionsSql, new { accounts });
    }

    const string CasesSql = """
        -- trust.on-account-closed.cases
        with theirs as materialized (
            select c.id
            from unnest(@accounts::uuid[]) as a(id)
            join trust.case_file c on c.account_id = a.id
            order by c.id
            for update of c)
        update trust.case_file c set account_id = null, snapshot_sealed = null, snapshot_digest = null
        from theirs t
        where c.id = t.id
        """;

    const string ReportsSql = """
        -- trust.on-account-closed.reports
        update trust.report r set account_id = null, words_sealed = null
        from unnest(@accounts::uuid[]) as a(id)
        where r.account_id = a.id
        """;

    const string AppealsSql = """
        -- trust.on-account-closed.appeals
        update trust.appeal p set account_id = null, words_sealed = null
        from unnest(@accounts::uuid[]) as a(id)
        where p.account_id = a.id
        """;

    const string DecisionsSql = """
        -- trust.on-account-closed.decisions
        update trust.decision d set account_id = null
        from unnest(@accounts::uuid[]) as a(id)
        where d.account_id = a.id
        """;
}
