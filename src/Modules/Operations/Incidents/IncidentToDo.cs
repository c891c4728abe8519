using Feria.Contracts;

namespace Feria.Operations;

/// <summary>Incidents nobody looked at yet.</summary>
sealed class IncidentToDo : IToDo
{
    public string Name => "operations.incidents";

    public string Permission => Contracts.Permission.ManageOperations;

    public Task<ToDoCount> CountAsync(Session session) =>
        session.OneAsync<ToDoCount>(CountSql, new { most = IToDo.CountAtMost });

    const string CountSql = """
        -- operations.incident-to-do.count
        select count(*)::int as many, min(opened_at) as since
        from (select opened_at from operations.incident where state = 'open' order by id limit @most) o
        """;
}
