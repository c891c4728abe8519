using System.Text.RegularExpressions;

namespace Feria.Contracts;

/// <summary>
/// Where bytes are kept that are no rows: pictures, attachments. What stands under a name never changes, so a name may
/// be put again by whoever has the same bytes, and copies of it are kept for ever. What it throws where it is away is
/// an <see cref="ObjectsAway"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>Whole or not at all.</summary>
    Task PutAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken stop);

    /// <summary>Null where nothing stands under the name. The caller disposes it.</summary>
    Task<StoredObject?> ReadAsync(string name, CancellationToken stop);

    /// <summary>Nothing under the name is fine.</summary>
    Task DeleteAsync(string name, CancellationToken stop);

    /// <summary>Names that begin so, after one, in their bytes' order: walks all of it in bounded steps.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, string after, int limit, CancellationToken stop);

    /// <summary>
    /// An address to which whoever has it may put so many bytes under this name, without coming through us; null where
    /// this store has none.
    /// </summary>
    Uri? Grant(string name, long bytes, TimeSpan life);
}

/// <param name="Length">In bytes.</param>
public sealed record StoredObject(Stream Bytes, long Length) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Bytes.DisposeAsync();
}

/// <summary>The object store does not answer: nothing is wrong with what was asked.</summary>
public sealed class ObjectsAway(string message, Exception? inner = null) : TimeoutException(message, inner);

/// <summary>Names of objects: lower-case parts with slashes between, the last with its kind.</summary>
public static partial class ObjectName
{
    /// <summary>The name itself; nobody outside chooses one, so another is a fault.</summary>
    public static string Checked(string name) =>
        Shape().IsMatch(name) && name.Length <= 200 ? name : throw new ArgumentException("No name of an object.");

    /// <summary>What the bytes are, by the name's end.</summary>
    public static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".webp" => "image/webp",
        ".pdf" => "application/pdf",
        _ => "application/octet-stream",
    };

    [GeneratedRegex(@"\A[a-z0-9-]+(/[a-z0-9-]+)*(\.[a-z0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
