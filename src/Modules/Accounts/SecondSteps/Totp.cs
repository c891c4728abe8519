using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Feria.Accounts;

/// <summary>Codes of six digits for thirty seconds, as every authenticator app makes them (RFC 6238).</summary>
public static class Totp
{
    const int StepSeconds = 30;
    const int SecretBytes = 20;
    const int Digits = 1_000_000;

    /// <summary>So many steps before and after now a code is taken: clocks differ, and people type slowly.</summary>
    const int Apart = 1;

    const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    public static string CodeAt(byte[] secret, DateTimeOffset at) => CodeOf(secret, StepAt(at));

    /// <summary>The step whose code it is, of those near now and after the last one taken; null for none.</summary>
    public static long? StepOf(byte[] secret, string code, long lastTaken, DateTimeOffset now)
    {
        var given = Encoding.UTF8.GetBytes(code);
        long? found = null;
        // All of them are looked at: the time tells nothing.
        for (var step = StepAt(now) - Apart; step <= StepAt(now) + Apart; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeOf(secret, step)), given)
                && step > lastTaken)
                found ??= step;
        return found;
    }

    /// <summary>What a person types where a camera cannot look: base32 (RFC 4648) without padding.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (held, bits) = (0, 0);
        foreach (var one in bytes)
        {
            (held, bits) = (held << 8 | one, bits + 8);
            for (; bits >= 5; bits -= 5) text.Append(Alphabet[held >> (bits - 5) & 31]);
            held &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(Alphabet[held << (5 - bits) & 31]);
        return text.ToString();
    }

    /// <summary>What a QR code says to an app.</summary>
    public static string Address(string secret, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString($"Feria:{account}")}?secret={secret}&issuer=Feria";

    static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    internal static string CodeOf(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return $"{number % Digits:000000}";
    }
}
