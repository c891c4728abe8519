namespace Feria.Kernel;

/// <summary>
/// Which shards' events this process's reactions hear, where somebody deals them out and brings what is new in them.
/// Who deals them only spares work: effect and position are one commit, whoever hears.
/// </summary>
public sealed class Shares
{
    volatile HashSet<short>? dealt;

    /// <summary>Whether somebody deals them out now; else this process hears what it can of all.</summary>
    public bool AreDealt => dealt is not null;

    public bool Has(short shard) => dealt is not { } mine || mine.Contains(shard);

    /// <summary>These shards are this process's from now on; null where nobody deals any more.</summary>
    public void Deal(IEnumerable<short>? shards) => dealt = shards?.ToHashSet();

    /// <summary>A kind of event, and its shard, that reactions can hear now.</summary>
    internal event Action<string, short>? Brought;

    public void Bring(string kind, short shard) => Brought?.Invoke(kind, shard);
}
