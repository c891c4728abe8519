using Feria.Contracts;

namespace Feria.Operations;

/// <summary>How many incidents nobody resolved yet, by severity; of a thousand at most.</summary>
public sealed class IncidentNumbers(Database database)
{
    public async Task<IReadOnlyDictionary<string, long>> OpenAsync(CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var counted = (await session.ListAsync<Counted>(CountSql, new { most = IToDo.CountAtMost }))
            .ToDictionary(one => (Severity)one.Severity, one => one.Many);
        return Enum.GetValues<Severity>().ToDictionary(
            severity => severity.ToString().ToLowerInvariant(), severity => counted.GetValueOrDefault(severity));
    }

    sealed record Counted(short Severity, long Many);

    const string CountSql = """
        -- operations.incident-numbers.count
        select severity, count(*) as many
        from (select severity from operations.incident where resolved_at is null limit @most) o
        group by severity
        """;
}
