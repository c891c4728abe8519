namespace Feria.Kernel;

/// <summary>Something changed, and the transaction that changed it: what copies of it must know.</summary>
/// <param name="Subject">What it is about: an aggregate's id, or <see cref="Changes.OfKind"/>.</param>
/// <param name="Tx">Its transaction id; a copy read under a later horizon has the change.</param>
public readonly record struct Change(Guid Subject, long Tx);

/// <summary>Tells this process what changed: at once what it committed itself, soon after what others did.</summary>
public sealed class Changes
{
    static readonly Guid Kinds = new("5f0c6c1e-6f7e-4d0b-9b0e-0d5b8a2f7c11");

    /// <summary>Heard more than once and in any order. Must be quick and never throw.</summary>
    public event Action<IReadOnlyCollection<Change>>? Heard;

    /// <summary>The subject of copies that depend on every event of a kind.</summary>
    public static Guid OfKind(string kind)
    {
        var bytes = System.Security.Cryptography.SHA256.HashData(
            [.. Kinds.ToByteArray(), .. System.Text.Encoding.UTF8.GetBytes(kind)]);
        return new Guid(bytes.AsSpan(0, 16));
    }

    /// <summary>The same, by the event's type.</summary>
    public static Guid Of<T>() where T : IEvent => OfKind(EventKindAttribute.Of(typeof(T)));

    /// <summary>Kinds of events, and their shards, that reactions can hear from now on.</summary>
    internal event Action<IReadOnlyCollection<(string Kind, short Shard)>>? Settled;

    internal void Settle(IReadOnlyCollection<(string Kind, short Shard)> settled)
    {
        if (settled.Count > 0) Settled?.Invoke(settled);
    }

    internal void Tell(IReadOnlyCollection<Change> changes)
    {
        if (changes.Count > 0) Heard?.Invoke(changes);
    }
}
