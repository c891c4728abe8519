using System.Buffers.Text;
using System.Text.Json;

namespace Feria.Kernel;

/// <summary>A page of a list: the items, and the cursor of the next page or null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Keyset cursors: the sort key of the last row shown, opaque to clients.</summary>
public static class Cursor
{
    public const int DefaultLimit = 24;
    public const int MaxLimit = 100;

    public static int Limit(int? asked) => Math.Clamp(asked ?? DefaultLimit, 1, MaxLimit);

    public static string Write<T>(T position) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(position, Json.Options));

    /// <summary>False where the text is not a cursor this list could have given out.</summary>
    public static bool TryRead<T>(string? text, out T? position)
    {
        position = default;
        if (string.IsNullOrEmpty(text)) return true;
        if (text.Length > 500 || !Base64Url.IsValid(text)) return false;
        try
        {
            position = JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(text), Json.Options);
            return position is not null;
        }
        catch (Exception notOurs) when (notOurs is JsonException or FormatException)
        {
            return false;
        }
    }

    /// <summary>
    /// Of a list of ids, newest first: only those before the given one come next. Without a cursor every id is, so that
    /// one comparison serves all pages and the index begins where the page does, whatever it is planned for.
    /// </summary>
    public static bool TryReadBefore(string? text, out Guid before)
    {
        var isRead = TryRead<Guid?>(text, out var last);
        before = last ?? Guid.AllBitsSet;
        return isRead;
    }

    /// <summary>Of a list of ids, oldest first; without a cursor every id is after it.</summary>
    public static bool TryReadAfter(string? text, out Guid after)
    {
        var isRead = TryRead<Guid?>(text, out var last);
        after = last ?? Guid.Empty;
        return isRead;
    }

    /// <summary>Cuts a list read with one row more than the limit into a page.</summary>
    public static Page<T> Cut<T, TPosition>(IReadOnlyList<T> rows, int limit, Func<T, TPosition> positionOf) =>
        rows.Count <= limit
            ? new Page<T>(rows, null)
            : new Page<T>([.. rows.Take(limit)], Write(positionOf(rows[limit - 1])));
}
