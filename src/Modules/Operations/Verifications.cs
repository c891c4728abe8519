using System.Text.Json;

namespace Feria.Operations;

/// <summary>What verifications found, kept to be shown.</summary>
public static class Verifications
{
    public const string References = "references";
    public const string Copies = "copies";
    public const string Audit = "audit";
    const int Kept = 100;

    /// <param name="Faults">0 where all is well.</param>
    /// <param name="Findings">One for each claim or copy, faults and counts in it.</param>
    public sealed record Verification(
        Guid Id, string Kind, DateTime StartedAt, DateTime FinishedAt, long Faults, JsonElement Findings);

    public static async Task KeepAsync<T>(
        Database database, string kind, DateTimeOffset startedAt, DateTimeOffset finishedAt, long faults,
        IReadOnlyList<T> findings)
    {
        await using var tx = await database.WriteAsync();
        await tx.ExecuteAsync(KeepSql, new
        {
            id = Id.New(),
            kind,
            startedAt = startedAt.UtcDateTime,
            finishedAt = finishedAt.UtcDateTime,
            faults,
            findings = JsonSerializer.Serialize(findings, Json.Options),
            Kept,
        });
        await tx.CommitAsync();
    }

    /// <summary>The last of each kind; none that was never made.</summary>
    public static async Task<IReadOnlyList<Verification>> ReadLastAsync(Session session) =>
    [
        .. (await session.ListAsync<Row>(LastSql)).Select(row => new Verification(
            row.Id, row.Kind, row.StartedAt, row.FinishedAt, row.Faults,
            JsonSerializer.Deserialize<JsonElement>(row.Findings))),
    ];

    sealed record Row(
        Guid Id, string Kind, DateTime StartedAt, DateTime FinishedAt, long Faults, string Findings);

    const string KeepSql = """
        -- operations.verifications.keep
        with old as (
            delete from operations.verification
            where id in (
                select id from operations.verification where kind = @kind order by id desc offset @Kept - 1))
        insert into operations.verification (id, kind, started_at, finished_at, faults, findings)
        values (@id, @kind, @startedAt, @finishedAt, @faults, @findings::jsonb)
        """;

    const string LastSql = """
        -- operations.verifications.last
        select distinct on (kind) id, kind, started_at, finished_at, faults, findings::text as findings
        from operations.verification
        order by kind, id desc
        """;
}
