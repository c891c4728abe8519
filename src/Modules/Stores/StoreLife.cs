namespace Feria.Stores;

/// <summary>A store's statuses and who may move it from which to which; docs/decisions/0130.</summary>
public static class StoreLife
{
    public const string Draft = "draft";
    public const string Applied = "applied";
    public const string Approved = "approved";
    public const string Suspended = "suspended";
    public const string Closed = "closed";

    public static readonly IReadOnlyList<string> All = [Draft, Applied, Approved, Suspended, Closed];

    /// <summary>What its owner does: the status after it, or null where the status now does not allow it.</summary>
    public static string? ByOwner(string status, string deed) => (deed, status) switch
    {
        (Deed.Apply, Draft) => Applied,
        (Deed.TakeBack, Applied) => Draft,
        (Deed.Close, not Closed) => Closed,
        _ => null,
    };

    /// <summary>What the platform decides; the same.</summary>
    public static string? ByPlatform(string status, string deed) => (deed, status) switch
    {
        (Deed.Approve, Applied) => Approved,
        (Deed.SendBack, Applied) => Draft,
        (Deed.Suspend, Approved) => Suspended,
        (Deed.Reinstate, Suspended) => Approved,
        (Deed.Close, not Closed) => Closed,
        _ => null,
    };

    public static class Deed
    {
        public const string Apply = "apply";
        public const string TakeBack = "take_back";
        public const string Approve = "approve";
        public const string SendBack = "send_back";
        public const string Suspend = "suspend";
        public const string Reinstate = "reinstate";
        public const string Close = "close";
    }

    /// <summary>Moves the locked store and says so.</summary>
    public static async Task MoveAsync(Tx tx, Guid store, string status, string deed, string? why, Guid? actor)
    {
        await tx.ExecuteAsync(MoveSql, new { store, status });
        await History.TellAsync(tx, store, deed, null, why, actor);
        tx.Append(new Contracts.StoreChanged(store));
    }

    // Who closes for good is on no holiday.
    const string MoveSql = """
        -- stores.store-life.move
        update stores.store
        set status = @status, closed_at = case when @status = 'closed' then now() end,
            holiday_since = case when @status <> 'closed' then holiday_since end,
            holiday_until = case when @status <> 'closed' then holiday_until end
        where id = @store
        """;
}
