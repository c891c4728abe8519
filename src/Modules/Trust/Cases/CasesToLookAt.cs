using Feria.Contracts;

namespace Feria.Trust;

/// <summary>Reports and appeals that wait for a moderator, for the home page of those who may decide them.</summary>
sealed class CasesToLookAt(bool areAppeals) : IToDo
{
    public string Name => areAppeals ? "trust.appeals" : "trust.open";

    public string Permission => Contracts.Permission.Moderate;

    public Task<ToDoCount> CountAsync(Session session) => session.OneAsync<ToDoCount>(
        areAppeals ? AppealsSql : ReportsSql, new { IToDo.CountAtMost });

    const string ReportsSql = """
        -- trust.cases-to-look-at.reports
        select count(*)::int as many, min(opened_at) as since
        from (
            select opened_at from trust.case_file
            where is_open and appeal_of is null
            order by opened_at
            limit @CountAtMost) c
        """;

    const string AppealsSql = """
        -- trust.cases-to-look-at.appeals
        select count(*)::int as many, min(opened_at) as since
        from (
            select opened_at from trust.case_file
            where is_open and appeal_of is not null
            order by opened_at
            limit @CountAtMost) c
        """;
}
