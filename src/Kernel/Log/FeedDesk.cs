namespace Feria.Kernel;

/// <summary>Which feed wakes the readers of the log, and how the replication slot stands.</summary>
/// <param name="shares">Where the shards are dealt out by Kafka.</param>
public sealed class FeedDesk(Database database, Shares? shares = null)
{
    /// <summary>Beyond that what the slot keeps is worth a look: it fills the disk, or is soon given up.</summary>
    public const long MuchBytes = 1L << 30;

    /// <param name="Slot">Null where there is none: then processes wake one another (polling).</param>
    /// <param name="Reading">Whether a process reads it now.</param>
    /// <param name="LagBytes">WAL written since what was last confirmed.</param>
    /// <param name="Kept">What PostgreSQL calls it: reserved, extended, unreserved (soon lost), lost.</param>
    /// <param name="BeatAt">When its reader last gave a sign.</param>
    /// <param name="WalLevel">Must be logical for decoding.</param>
    /// <param name="MayReplicate">Whether our role has REPLICATION.</param>
    public sealed record Standing(
        string? Slot, bool Reading, long LagBytes, string? Kept, DateTime? BeatAt, string WalLevel, bool MayReplicate)
    {
        /// <summary>polling, decoding or kafka.</summary>
        public string Feed => Dealt ? "kafka" : Reading ? "decoding" : "polling";

        /// <summary>Whether workers share the reactions' work as a group of Kafka's.</summary>
        public bool Dealt { get; init; }

        public bool IsWorthALook =>
            Slot is not null && (!Reading || LagBytes > MuchBytes || Kept is "unreserved" or "lost");
    }

    public async Task<Standing> LookAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var standing = await session.OneAsync<Standing>(StandingSql, new { database.SlotName });
        return standing with { Dealt = shares is not null };
    }

    /// <summary>Drops the slot where nobody reads it: it would keep WAL for nothing.</summary>
    public async Task DropUnreadAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(DropSql, new { database.SlotName });
        await tx.CommitAsync();
    }

    const string StandingSql = """
        -- kernel.feed-desk.standing
        select s.slot_name as slot, coalesce(s.active, false) as reading,
            coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), s.confirmed_flush_lsn), 0)::bigint as lag_bytes,
            s.wal_status as kept, (select beat_at from kernel.feed) as beat_at,
            current_setting('wal_level') as wal_level, r.rolreplication or r.rolsuper as may_replicate
        from pg_roles r
        left join pg_replication_slots s on s.slot_name = @SlotName
        where r.rolname = current_user
        """;

    const string DropSql = """
        -- kernel.feed-desk.drop
        select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = @SlotName and not active
        """;
}
