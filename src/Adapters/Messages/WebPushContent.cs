using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Feria.Adapters.Messages;

/// <summary>Encrypts for one browser, as RFC 8291 says: nobody between reads it, the push service neither.</summary>
static class WebPushContent
{
    public const int PointBytes = 65;
    public const int SecretBytes = 16;

    /// <summary>The most that is told: all of it in one record that push services must take.</summary>
    public const int MostBytes = 3993;

    const int SaltBytes = 16;
    const int TagBytes = 16;
    const int RecordBytes = 4096;

    public static byte[] Encrypt(ReadOnlySpan<byte> text, byte[] receiver, byte[] secret)
    {
        using var fresh = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(text, receiver, secret, fresh, RandomNumberGenerator.GetBytes(SaltBytes));
    }

    internal static byte[] Encrypt(
        ReadOnlySpan<byte> text, byte[] receiver, byte[] secret, ECDiffieHellman sender, byte[] salt)
    {
        if (text.Length > MostBytes) throw new ArgumentException("A push message holds 3993 bytes.", nameof(text));
        var point = PointOf(sender.ExportParameters(false).Q);
        using var other = ECDiffieHellman.Create(ParametersOf(receiver));
        var shared = sender.DeriveRawSecretAgreement(other.PublicKey);
        byte[] both = [.. "WebPush: info\0"u8, .. receiver, .. point];
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, secret, both);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 16, salt, Words("Content-Encoding: aes128gcm\0"));
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 12, salt, Words("Content-Encoding: nonce\0"));

        // RFC 8188: salt, size of a record, the sender's point as the key's id; then one record, the last (2).
        byte[] plain = [.. text, 2];
        var head = SaltBytes + 4 + 1 + PointBytes;
        var sent = new byte[head + plain.Length + TagBytes];
        salt.CopyTo(sent, 0);
        BinaryPrimitives.WriteInt32BigEndian(sent.AsSpan(SaltBytes), RecordBytes);
        sent[SaltBytes + 4] = PointBytes;
        point.CopyTo(sent, SaltBytes + 5);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, sent.AsSpan(head, plain.Length), sent.AsSpan(head + plain.Length));
        return sent;
    }

    /// <summary>Whether the bytes are a point of P-256 that can be encrypted for.</summary>
    public static bool IsPoint(byte[] bytes)
    {
        if (bytes is not [4, ..] || bytes.Length != PointBytes) return false;
        try
        {
            using var key = ECDiffieHellman.Create(ParametersOf(bytes));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    static ECParameters ParametersOf(byte[] point) => new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[1..33], Y = point[33..] },
    };

    static byte[] PointOf(ECPoint point) => [4, .. point.X!, .. point.Y!];

    static byte[] Words(string text) => Encoding.ASCII.GetBytes(text);
}
