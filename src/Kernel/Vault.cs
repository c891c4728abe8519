using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Feria.Kernel;

/// <summary>
/// Seals person data in its column and makes blind indexes for looking it up. Keys live in a file outside the database;
/// a sealed value names its key (4 bytes), so keys can be rotated without stopping.
/// </summary>
public sealed class Vault
{
    readonly Dictionary<int, byte[]> keys;
    readonly int current;
    readonly byte[] indexKey;

    Vault(KeyFile file)
    {
        keys = file.Keys.ToDictionary(entry => int.Parse(entry.Key), entry => Convert.FromBase64String(entry.Value));
        indexKey = Convert.FromBase64String(file.Index);
        current = file.Current;
        if (!keys.ContainsKey(current) || keys.Values.Append(indexKey).Any(key => key.Length != 32))
            throw new InvalidOperationException("The key file needs 32-byte keys and a current one among them.");
    }

    /// <summary>Opens the key file (JSON: current, keys by number, index; base64).</summary>
    public static Vault Open(string path) =>
        new(JsonSerializer.Deserialize<KeyFile>(File.ReadAllBytes(path), Json.Options)!);

    /// <summary>Writes a key file with fresh keys, readable by its owner alone, unless there is one.</summary>
    public static void Create(string path)
    {
        if (File.Exists(path)) return;
        static string Fresh() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var file = new KeyFile(1, new Dictionary<string, string> { ["1"] = Fresh() }, Fresh());
        var draft = path + ".new";
        using (var stream = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(stream, file, Json.Options);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path);
    }

    /// <summary>
    /// Seals text. The context (a column's name) must be given again to open it, so values cannot be moved.
    /// </summary>
    public byte[] Seal(string text, string context)
    {
        var message = Sealed.Close(keys[current], Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(context));
        var value = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(value, current);
        message.CopyTo(value, 4);
        return value;
    }

    public string Open(byte[] value, string context)
    {
        var key = keys[BinaryPrimitives.ReadInt32BigEndian(value)];
        return Encoding.UTF8.GetString(Sealed.Open(key, value.AsSpan(4), Encoding.UTF8.GetBytes(context)));
    }

    /// <summary>HMAC-SHA-256 of normalised text: equal values find each other, the column tells nothing else.</summary>
    public byte[] BlindIndex(string normalised, string context) =>
        HMACSHA256.HashData(indexKey, Encoding.UTF8.GetBytes($"{context}\n{normalised}"));

    /// <summary>HMAC-SHA-256 of bytes, under a key of its own for each purpose; it lasts as blind indexes do.</summary>
    public byte[] Authenticate(ReadOnlySpan<byte> bytes, string purpose) => HMACSHA256.HashData(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, indexKey, 32, info: Encoding.UTF8.GetBytes("feria " + purpose)),
        bytes);

    sealed record KeyFile(int Current, Dictionary<string, string> Keys, string Index);
}
