using System.Security.Cryptography;
using System.Text;

namespace Feria.Accounts;

/// <summary>
/// Hashes passwords: Argon2id (19 MiB, 2 passes) through libsodium, else PBKDF2-SHA-512. A hash takes a core for tens
/// of milliseconds, so few run at once and the queue for them is bounded.
/// </summary>
public sealed class Passwords : IDisposable
{
    const int Passes = 2;
    const int MemoryBytes = 19 * 1024 * 1024;
    const int Rounds = 210_000;
    const string Pbkdf2 = "$pbkdf2-sha512$";
    const int LongestQueue = 1000;

    readonly SemaphoreSlim turns = new(Math.Max(1, Environment.ProcessorCount));
    readonly string nobodys = Make(Token.New());
    int waiting;

    /// <summary>A place to hash in; null where too many already wait. Dispose it to give it back.</summary>
    public async Task<IDisposable?> TurnAsync(CancellationToken stop)
    {
        if (Interlocked.Increment(ref waiting) > LongestQueue)
        {
            Interlocked.Decrement(ref waiting);
            return null;
        }

        try
        {
            await turns.WaitAsync(stop);
            return new Turn(turns);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public string Hash(string password) => Make(password);

    /// <summary>Compares; without a hash it works as long, against nobody's, and says no.</summary>
    public bool Verify(string? hash, string password) => Matches(hash ?? nobodys, password) && hash is not null;

    /// <summary>Whether the hash should be made anew now that the password is at hand.</summary>
    public bool IsOutdated(string hash) => Libsodium.IsThere
        && (IsPbkdf2(hash) || Libsodium.IsOutdated(hash, Passes, MemoryBytes));

    public void Dispose() => turns.Dispose();

    static string Make(string password) => Libsodium.IsThere
        ? Libsodium.Hash(Bytes(password), Passes, MemoryBytes)
        : MakePbkdf2(password);

    static bool Matches(string hash, string password)
    {
        if (IsPbkdf2(hash)) return MatchesPbkdf2(hash, password);
        return Libsodium.IsThere
            ? Libsodium.Verify(hash, Bytes(password))
            : throw new InvalidOperationException("Passwords were hashed by libsodium.so.23, which is gone.");
    }

    internal static string MakePbkdf2(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var key = Rfc2898DeriveBytes.Pbkdf2(Bytes(password), salt, Rounds, HashAlgorithmName.SHA512, 32);
        return $"{Pbkdf2}{Rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(key)}";
    }

    static bool MatchesPbkdf2(string hash, string password)
    {
        var parts = hash[Pbkdf2.Length..].Split('$');
        var key = Convert.FromBase64String(parts[2]);
        var salt = Convert.FromBase64String(parts[1]);
        return CryptographicOperations.FixedTimeEquals(key,
            Rfc2898DeriveBytes.Pbkdf2(
                Bytes(password), salt, int.Parse(parts[0]), HashAlgorithmName.SHA512, key.Length));
    }

    static bool IsPbkdf2(string hash) => hash.StartsWith(Pbkdf2, StringComparison.Ordinal);

    // One spelling for every keyboard's way of writing the same letters.
    static byte[] Bytes(string password) => Encoding.UTF8.GetBytes(password.Normalize());

    sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0) turns.Release();
        }
    }
}
