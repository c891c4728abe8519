using System.Globalization;

namespace Feria.Kernel;

/// <summary>
/// A place in the write-ahead log: everything committed before it is on a node that has come as far. Later timelines
/// (one more with each promotion) come after earlier ones, wherever those ended.
/// </summary>
/// <param name="Timeline">1 for a cluster that was never promoted.</param>
/// <param name="Lsn">Bytes since the log began.</param>
public readonly record struct Position(uint Timeline, ulong Lsn) : IComparable<Position>
{
    // "4294967295-FFFFFFFFFFFFFFFF"
    const int Longest = 10 + 1 + 16;

    /// <summary>Whether a node that has come this far has everything before the other.</summary>
    public bool Covers(Position other) => Timeline >= other.Timeline && Lsn >= other.Lsn;

    public int CompareTo(Position other) =>
        Timeline == other.Timeline ? Lsn.CompareTo(other.Lsn) : Timeline.CompareTo(other.Timeline);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Timeline}-{Lsn:X}");

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else; null for everything else.</summary>
    public static Position? Parse(string? text)
    {
        if (text is null or { Length: > Longest } || text.IndexOf('-') is not (> 0 and var dash)) return null;
        return uint.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var timeline)
            && ulong.TryParse(
                text.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var lsn)
            && new Position(timeline, lsn) is { Timeline: > 0 } position
            && position.ToString() == text
            ? position
            : null;
    }

    public static Position? Later(Position? one, Position? other) =>
        one is null || other is not null && other.Value.CompareTo(one.Value) > 0 ? other : one;
}
