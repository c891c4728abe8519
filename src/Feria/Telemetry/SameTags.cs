using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Feria.Telemetry;

/// <summary>
/// Tags are the same if names and values are, in the same order: their text need not be written to see it.
/// </summary>
sealed class SameTags : IEqualityComparer<Tag[]>, IAlternateEqualityComparer<ReadOnlySpan<Tag>, Tag[]>
{
    public bool Equals(Tag[]? one, Tag[]? other) => Equals(one.AsSpan(), other!);

    public bool Equals(ReadOnlySpan<Tag> one, Tag[] other)
    {
        if (one.Length != other.Length) return false;
        for (var i = 0; i < other.Length; i++)
            if (one[i].Key != other[i].Key || !Equals(one[i].Value, other[i].Value)) return false;
        return true;
    }

    public int GetHashCode(Tag[] tags) => GetHashCode(tags.AsSpan());

    public int GetHashCode(ReadOnlySpan<Tag> tags)
    {
        var hash = new HashCode();
        foreach (var (_, value) in tags) hash.Add(value);
        return hash.ToHashCode();
    }

    public Tag[] Create(ReadOnlySpan<Tag> tags) => [.. tags];
}
