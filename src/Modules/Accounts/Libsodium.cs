using System.Runtime.InteropServices;

namespace Feria.Accounts;

/// <summary>Argon2id of the system's libsodium.</summary>
static class Libsodium
{
    const string Library = "libsodium.so.23";
    const int TextLength = 128;

    /// <summary>Whether the library is on this machine.</summary>
    public static readonly bool IsThere = NativeLibrary.TryLoad(Library, out _) && sodium_init() >= 0;

    public static string Hash(byte[] password, int passes, int memoryBytes)
    {
        var text = new byte[TextLength];
        if (crypto_pwhash_str(text, password, (ulong)password.Length, (ulong)passes, (nuint)memoryBytes) != 0)
            throw new InsufficientMemoryException("Argon2id did not get its memory.");
        return System.Text.Encoding.ASCII.GetString(text).TrimEnd('\0');
    }

    public static bool Verify(string hash, byte[] password) =>
        crypto_pwhash_str_verify(Terminated(hash), password, (ulong)password.Length) == 0;

    /// <summary>Whether the hash was made at another cost than this.</summary>
    public static bool IsOutdated(string hash, int passes, int memoryBytes) =>
        crypto_pwhash_str_needs_rehash(Terminated(hash), (ulong)passes, (nuint)memoryBytes) != 0;

    static byte[] Terminated(string hash)
    {
        var text = new byte[TextLength];
        System.Text.Encoding.ASCII.GetBytes(hash, text);
        return text;
    }

    [DllImport(Library)]
    static extern int sodium_init();

    [DllImport(Library)]
    static extern int crypto_pwhash_str(byte[] text, byte[] password, ulong length, ulong passes, nuint memory);

    [DllImport(Library)]
    static extern int crypto_pwhash_str_verify(byte[] text, byte[] password, ulong length);

    [DllImport(Library)]
    static extern int crypto_pwhash_str_needs_rehash(byte[] text, ulong passes, nuint memory);
}
