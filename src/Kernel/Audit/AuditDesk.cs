using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Feria.Kernel;

/// <summary>What a person can look up in the audit, and the proof that nothing of it was changed.</summary>
public sealed class AuditDesk(Database database, AuditTrail trail)
{
    const int AtOnce = 5_000;

    /// <summary>Which lines: all that is given must be so.</summary>
    /// <param name="Outcome">done or denied.</param>
    /// <param name="From">Not before; in UTC.</param>
    /// <param name="Until">Before; in UTC.</param>
    public sealed record Question(
        Guid? Actor, string? Subject, string? Operation, string? Outcome, DateTime? From, DateTime? Until);

    /// <summary>A line as it is told.</summary>
    /// <param name="Network">The address it came from; null where it came from no request.</param>
    /// <param name="Hash">The seal of this line and all before it, in hex.</param>
    public sealed record Told(
        long Number, DateTime At, string ActorKind, Guid? Actor, Guid? ActedAs, Guid? Session, string Operation,
        string Outcome, string? Code, string? SubjectKind, string? Subject, JsonElement? Before, JsonElement? After,
        string? Why, string? Network, string? Client, string? Trace, string Hash);

    /// <summary>What going through the audit found.</summary>
    /// <param name="Lines">How many were gone through.</param>
    /// <param name="Last">Number of the last line.</param>
    /// <param name="Hash">Its seal; given again at the next proof, it shows that the end was not cut off.</param>
    /// <param name="Broken">Number of the first line that is not as it was written; null where all are.</param>
    /// <param name="Why">missing, changed or cut.</param>
    public sealed record Proof(long Lines, long Last, string Hash, long? Broken, string? Why)
    {
        public bool Holds => Broken is null;
    }

    /// <summary>Lines, the newest first.</summary>
    /// <param name="before">Number of the last one of the page before.</param>
    public async Task<IReadOnlyList<Told>> ListAsync(
        Session session, Question asked, long before, int limit) =>
        [.. (await session.ListAsync<Row>(SqlFor(asked), With(asked, before, limit))).Select(Tell)];

    /// <summary>All of them, the newest first, read while they are sent.</summary>
    public async IAsyncEnumerable<Told> AllAsync(
        Question asked, [EnumeratorCancellation] CancellationToken stop = default)
    {
        for (long? before = long.MaxValue; before is { } last;)
        {
            IReadOnlyList<Told> lines;
            // A session is not kept for as long as somebody reads slowly.
            await using (var session = await database.ReadAsync(stop))
                lines = await ListAsync(session, asked, last, AtOnce);
            foreach (var line in lines) yield return line;
            before = lines.Count == AtOnce ? lines[^1].Number : null;
        }
    }

    /// <summary>Goes through every line of this region in order, and stops at the first that is broken.</summary>
    /// <param name="known">A line of which the seal was kept elsewhere: it must still be there.</param>
    public async Task<Proof> VerifyAsync((long Number, string Hash)? known, CancellationToken stop)
    {
        End end;
        await using (var session = await database.ReadFreshAsync(stop))
            end = await session.OneAsync<End>(EndSql, new { database.Region });
        var (number, at, hash, lines) = (0L, DateTime.MinValue, AuditEntry.Root, 0L);
        while (number < end.Number)
        {
            IReadOnlyList<Row> rows;
            await using (var session = await database.ReadFreshAsync(stop))
                rows = await session.ListAsync<Row>(
                    WalkSql, new { database.Region, at, number, last = end.Number, AtOnce });
            if (rows.Count == 0) return new(lines, number, Convert.ToHexStringLower(hash), number + 1, "missing");
            foreach (var row in rows)
            {
                if (row.Number != number + 1)
                    return new(lines, number, Convert.ToHexStringLower(hash), number + 1, "missing");
                var seal = trail.Seal(row.Entry, hash);
                if (!seal.AsSpan().SequenceEqual(row.Hash)
                    || row.Number == known?.Number && !Convert.FromHexString(known.Value.Hash).SequenceEqual(seal))
                    return new(lines, number, Convert.ToHexStringLower(hash), row.Number, "changed");
                (number, at, hash) = (row.Number, row.At, seal);
                lines++;
            }
        }

        return !hash.AsSpan().SequenceEqual(end.Hash) || known?.Number > number
            ? new(lines, number, Convert.ToHexStringLower(hash), number + 1, "cut")
            : new(lines, number, Convert.ToHexStringLower(hash), null, null);
    }

    /// <summary>Makes room for the months to come; whether there was any to make.</summary>
    public static Task<bool> TurnMonthsAsync(Tx tx) => tx.OneAsync<bool>(TurnSql);

    object With(Question asked, long before, int limit) => new
    {
        database.Region, asked.Actor, asked.Subject, asked.Operation, asked.Outcome,
        from = asked.From ?? DateTime.UnixEpoch, until = asked.Until ?? DateTime.MaxValue, before, limit,
    };

    // The narrowest of what is asked chooses the index; the rest is looked at line by line.
    static string SqlFor(Question asked) => asked switch
    {
        { Subject: not null } => OfSubjectSql,
        { Actor: not null } => OfActorSql,
        { Operation: not null } => OfOperationSql,
        { Outcome: AuditEntry.Refused } => DeniedSql,
        _ => ListSql,
    };

    Told Tell(Row row)
    {
        var origin = trail.OriginOf(row.OriginSealed);
        return new(
            row.Number, row.At, row.ActorKind, row.Actor, row.ActedAs, row.Session, row.Operation, row.Outcome,
            row.Code, row.SubjectKind, row.Subject, Json(row.Before), Json(row.After),
            trail.WhyOf(row.WhySealed), origin?.Network,
            origin?.Client, row.Trace, Convert.ToHexStringLower(row.Hash));
    }

    static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);

    sealed record End(long Number, byte[] Hash);

    sealed record Row(
        string Region, long Number, DateTime At, string ActorKind, Guid? Actor, Guid? ActedAs, Guid? Session,
        string Operation, string Outcome, string? Code, string? SubjectKind, string? Subject, string? Before,
        string? After, byte[]? WhySealed, byte[]? OriginSealed, string? Trace, byte[] Hash)
    {
        public AuditEntry Entry => new(
            Region, Number, At, ActorKind, Actor, ActedAs, Session, Operation, Outcome, Code, SubjectKind, Subject,
            Before, After, WhySealed, OriginSealed, Trace);
    }

    const string Columns = """
        region, number, at, actor_kind, actor, acted_as, session, operation, outcome, code, subject_kind, subject,
        before::text as before, after::text as after, why_sealed, origin_sealed, trace, hash
        """;

    const string Rest = """
        region = @Region and number < @before and at >= @from and at < @until
            and (@Actor::uuid is null or actor = @Actor)
            and (@Operation::text is null or operation = @Operation)
            and (@Outcome::text is null or outcome = @Outcome)
        order by number desc
        limit @limit
        """;

    const string ListSql = $"""
        -- kernel.audit-desk.list
        select {Columns}
        from kernel.audit_entry
        where {Rest}
        """;

    const string OfSubjectSql = $"""
        -- kernel.audit-desk.of-subject
        select {Columns}
        from kernel.audit_entry
        where subject = @Subject and {Rest}
        """;

    const string OfActorSql = $"""
        -- kernel.audit-desk.of-actor
        select {Columns}
        from kernel.audit_entry
        where actor = @Actor and {Rest}
        """;

    const string OfOperationSql = $"""
        -- kernel.audit-desk.of-operation
        select {Columns}
        from kernel.audit_entry
        where operation = @Operation and {Rest}
        """;

    const string DeniedSql = $"""
        -- kernel.audit-desk.denied
        select {Columns}
        from kernel.audit_entry
        where outcome = 'denied' and {Rest}
        """;

    const string TurnSql = """
        -- kernel.audit-desk.turn
        select kernel.turn_audit_months()
        """;

    const string EndSql = """
        -- kernel.audit-desk.end
        select number, hash from kernel.audit_end where region = @Region
        """;

    const string WalkSql = $"""
        -- kernel.audit-desk.walk
        select {Columns}
        from kernel.audit_entry
        where region = @Region and (at, number) > (@at, @number) and number <= @last
        order by at, number
        limit @AtOnce
        """;
}
