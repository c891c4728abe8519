using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Feria.Kernel;

/// <summary>
/// A fact in the past tense, kept for ever in the event log. Its body holds ids and amounts, nothing personal.
/// Declared in Contracts as <c>[EventKind("orders.order-placed.v1")] record OrderPlaced(…) : IEvent</c>.
/// </summary>
public interface IEvent
{
    /// <summary>The aggregate it is about; events of one key are heard in the order they happened.</summary>
    [JsonIgnore]
    Guid Key { get; }

    /// <summary>Its name on the wire: module, fact, version.</summary>
    [JsonIgnore]
    string Kind => EventKindAttribute.Of(GetType());
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class EventKindAttribute(string kind) : Attribute
{
    public string Kind => kind;

    // Asked for each event that is said.
    static readonly ConcurrentDictionary<Type, string> Kinds = new();

    public static string Of(Type type) => Kinds.GetOrAdd(type, static one =>
        ((EventKindAttribute?)GetCustomAttribute(one, typeof(EventKindAttribute)))?.Kind
        ?? throw new InvalidOperationException($"{one.Name} is an event without an [EventKind]."));
}

/// <summary>An event as read back from the log: the same for all who hear it, and read by all at once.</summary>
/// <param name="Tx">The transaction that wrote it.</param>
public sealed record LoggedEvent(
    Guid Id, short Shard, long VisibleFrom, long Seq, long Tx, string Kind, Guid Key, string Body, DateTime At)
{
    IEvent? read;

    public T As<T>() where T : IEvent
    {
        if (read is T known) return known;
        var made = JsonSerializer.Deserialize<T>(Body, Json.Options)!;
        read = made;
        return made;
    }

    public bool Equals(LoggedEvent? other) => other is not null && other.Id == Id;

    public override int GetHashCode() => Id.GetHashCode();
}

/// <summary>The key space is cut into 16 shards; positions are kept per shard, so readers can share the work.</summary>
public static class Shard
{
    public const int Count = 16;

    // FNV-1a over the key's bytes: stable for ever, since positions and Kafka partitions depend on it.
    public static short Of(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        var hash = 2166136261u;
        foreach (var b in bytes) hash = (hash ^ b) * 16777619;
        return (short)(hash % Count);
    }
}
