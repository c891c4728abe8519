using System.Text.Json;

namespace Feria.Kernel;

/// <summary>
/// Writes what was done at the end of the audit, in the transaction that did it. The end is one row a region, locked
/// until that commit, after everything else: whoever writes next goes on from there.
/// </summary>
public sealed class AuditTrail(Vault vault)
{
    const int LongestText = 16_000;
    const string WhyContext = "audit.why";

    /// <summary>Something that was done or denied, before it has its place.</summary>
    internal sealed record Line(
        Deed? Deed, string Outcome, string? Code = null, string? SubjectKind = null, string? Subject = null,
        object? Before = null, object? After = null, string? Why = null);

    internal async Task WriteAsync(Tx tx, IReadOnlyList<Line> lines)
    {
        var end = await tx.OneAsync<End>(EndSql, new { tx.Region });
        var (number, hash) = (end.Number, end.Hash);
        var entries = lines.Select(line => EntryOf(line, tx.Region, ++number, end.At)).ToArray();
        var hashes = entries.Select(entry => hash = entry.Seal(vault, hash)).ToArray();
        await tx.ExecuteAsync(WriteSql, new
        {
            tx.Region,
            end.At,
            numbers = entries.Select(entry => entry.Number).ToArray(),
            kinds = entries.Select(entry => entry.ActorKind).ToArray(),
            actors = entries.Select(entry => entry.Actor).ToArray(),
            actedAs = entries.Select(entry => entry.ActedAs).ToArray(),
            sessions = entries.Select(entry => entry.Session).ToArray(),
            operations = entries.Select(entry => entry.Operation).ToArray(),
            outcomes = entries.Select(entry => entry.Outcome).ToArray(),
            codes = entries.Select(entry => entry.Code).ToArray(),
            subjectKinds = entries.Select(entry => entry.SubjectKind).ToArray(),
            subjects = entries.Select(entry => entry.Subject).ToArray(),
            befores = entries.Select(entry => entry.Before).ToArray(),
            afters = entries.Select(entry => entry.After).ToArray(),
            whys = entries.Select(entry => entry.WhySealed).ToArray(),
            origins = entries.Select(entry => entry.OriginSealed).ToArray(),
            traces = entries.Select(entry => entry.Trace).ToArray(),
            hashes,
            last = number,
            hash,
        });
    }

    AuditEntry EntryOf(Line line, string region, long number, DateTime at)
    {
        var (deed, caller) = (line.Deed, line.Deed?.Caller ?? Caller.Nobody);
        var kind = deed is null ? "system"
            : caller.Key is not null ? "key"
            : caller.Account is not null ? "account"
            : "nobody";
        return new(
            region, number, at, kind, caller.ActedBy ?? caller.Actor, caller.ActedBy is null ? null : caller.Account,
            caller.Session, deed?.Operation ?? "system", line.Outcome, line.Code, line.SubjectKind,
            line.Subject ?? deed?.Subject, Text(line.Before), Text(line.After),
            line.Why is null ? null : vault.Seal(line.Why, WhyContext), OriginOf(deed), deed?.Trace);
    }

    byte[]? OriginOf(Deed? deed) => deed is { Network: null, Client: null } or null
        ? null
        : vault.Seal(JsonSerializer.Serialize(new Origin(deed.Network, deed.Client), Json.Options), "audit.origin");

    internal Origin? OriginOf(byte[]? origin) => origin is null
        ? null
        : JsonSerializer.Deserialize<Origin>(vault.Open(origin, "audit.origin"), Json.Options);

    internal string? WhyOf(byte[]? why) => why is null ? null : vault.Open(why, WhyContext);

    internal byte[] Seal(AuditEntry entry, byte[] before) => entry.Seal(vault, before);

    // What is larger is told by its size: the audit says what was changed, it is no copy of it.
    static string? Text(object? value)
    {
        if (value is null) return null;
        var text = JsonSerializer.Serialize(value, Json.Options);
        return text.Length <= LongestText ? text : JsonSerializer.Serialize(new { tooLong = text.Length });
    }

    /// <summary>Where somebody came from.</summary>
    public sealed record Origin(string? Network, string? Client);

    sealed record End(long Number, byte[] Hash, DateTime At);

    // The time never goes back, whatever the clock does: lines are in the order of both.
    const string EndSql = """
        -- kernel.audit-trail.end
        select number, hash, greatest(at, clock_timestamp()) as at
        from kernel.audit_end
        where region = @Region
        for update
        """;

    const string WriteSql = """
        -- kernel.audit-trail.write
        with ended as (
            update kernel.audit_end set number = @last, hash = @hash, at = @At where region = @Region
        )
        insert into kernel.audit_entry (region, at, number, actor_kind, actor, acted_as, session, operation, outcome,
            code, subject_kind, subject, before, after, why_sealed, origin_sealed, trace, hash)
        select @Region, @At, e.*
        from unnest(@numbers::bigint[], @kinds::text[], @actors::uuid[], @actedAs::uuid[], @sessions::uuid[],
            @operations::text[], @outcomes::text[], @codes::text[], @subjectKinds::text[], @subjects::text[],
            @befores::json[], @afters::json[], @whys::bytea[], @origins::bytea[], @traces::text[], @hashes::bytea[])
            as e(number, actor_kind, actor, acted_as, session, operation, outcome, code, subject_kind, subject, before,
                after, why_sealed, origin_sealed, trace, hash)
        """;
}
