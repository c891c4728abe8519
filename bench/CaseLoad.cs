using Npgsql;

namespace Feria.Bench;

/// <summary>
/// A hundred thousand things that were reported: sixty thousand wait for a moderator, forty thousand were decided, each
/// by one report of somebody.
/// </summary>
static class CaseLoad
{
    public static async Task PutAsync(string connectionString, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Command Timeout=0");
        await connection.OpenAsync(stop);
        foreach (var sql in new[] { OpenSql, DecidedSql, ReportsSql, DecisionsSql, "vacuum analyze" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    const string OpenSql = """
        -- bench.case-load.open
        insert into trust.case_file (id, kind, thing, reason, reports, weight, opened_at, rank_at)
        select gen_random_uuid(), t.kind, t.id::text,
            (array['fraud', 'counterfeit', 'offensive', 'other'])[1 + t.n % 4], 1, 1,
            now() - t.n * interval '20 seconds', now() - t.n * interval '20 seconds' - interval '2 hours'
        from (
            select kind, id, row_number() over (order by id) as n
            from (
                (select 'product' as kind, id from catalog.product limit 30000)
                union all (select 'review', id from community.review limit 20000)
                union all (select 'store', id from stores.store limit 10000)) all_things) t
        -- What was noticed by itself has its case.
        on conflict (kind, thing) where is_open and appeal_of is null do nothing
        """;

    const string DecidedSql = """
        -- bench.case-load.decided
        insert into trust.case_file (
            id, kind, thing, reason, reports, weight, opened_at, rank_at, is_open, decided_at)
        select gen_random_uuid(), c.kind, c.thing, c.reason, 1, 1, c.opened_at - interval '20 days',
            c.rank_at - interval '20 days', false,
            c.opened_at - interval '20 days'
                + (1 + mod(hashtext(c.thing)::bigint + 2147483648, 600)) * interval '1 minute'
        from trust.case_file c
        order by c.thing
        limit 40000
        """;

    const string ReportsSql = """
        -- bench.case-load.reports
        insert into trust.report (id, case_id, account_id, reason, at)
        select gen_random_uuid(), c.id, a.ids[1 + mod(hashtext(c.thing)::bigint + 2147483648, 1000)], c.reason,
            c.opened_at
        from trust.case_file c
        cross join (select array_agg(id) as ids from (select id from accounts.account limit 1000) few) a
        where c.reports = 1 and not exists (select from trust.report r where r.case_id = c.id)
        """;

    const string DecisionsSql = """
        -- bench.case-load.decisions
        insert into trust.decision (
            id, case_id, kind, thing, outcome, reason, justification, by_account, has_removed, at, appeal_until)
        select gen_random_uuid(), c.id, c.kind, c.thing, 'dismiss', c.reason, 'Nothing is wrong with it.', a.id, false,
            c.decided_at, c.decided_at + interval '14 days'
        from trust.case_file c
        cross join (select id from accounts.account order by id limit 1) a
        where not c.is_open
        """;
}
