using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Feria.Notifications.Tests;

/// <summary>A browser's side of web push, by the words of the RFCs and without a line of the product's.</summary>
public sealed class Subscriber
{
    readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] auth = RandomNumberGenerator.GetBytes(16);
    readonly byte[] point;

    public Subscriber()
    {
        var q = key.ExportParameters(false).Q;
        point = [4, .. q.X!, .. q.Y!];
    }

    public string P256dh => Base64Url.EncodeToString(point);

    public string Auth => Base64Url.EncodeToString(auth);

    /// <summary>Decrypts one record of aes128gcm (RFC 8188) sent to this browser (RFC 8291).</summary>
    public string Decrypt(byte[] sent)
    {
        var (salt, size, length) = (sent[..16], BinaryPrimitives.ReadInt32BigEndian(sent.AsSpan(16)), sent[20]);
        Assert.Equal((4096, 65), (size, length));
        var other = sent[21..86];
        using var sender = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = other[1..33], Y = other[33..] },
        });
        var shared = key.DeriveRawSecretAgreement(sender.PublicKey);
        byte[] context = [.. Encoding.ASCII.GetBytes("WebPush: info\0"), .. point, .. other];
        var input = Expand(HMACSHA256.HashData(auth, shared), context, 32);
        var secret = HMACSHA256.HashData(salt, input);
        var record = sent[86..];
        var plain = new byte[record.Length - 16];
        using var aes = new AesGcm(Expand(secret, Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0"), 16), 16);
        aes.Decrypt(
            Expand(secret, Encoding.ASCII.GetBytes("Content-Encoding: nonce\0"), 12), record[..^16], record[^16..],
            plain);
        Assert.Equal(2, plain[^1]);
        return Encoding.UTF8.GetString(plain[..^1]);
    }

    // HKDF's second half for no more than one block (RFC 5869).
    static byte[] Expand(byte[] key, byte[] context, int length) =>
        HMACSHA256.HashData(key, (byte[])[.. context, 1])[..length];

    /// <summary>What a VAPID header claims (RFC 8292), its signature found right under this key alone.</summary>
    public static JsonElement Claims(string header, string expectedKey)
    {
        var parts = header.Split(' ', 2)[1].Split(", ").Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        Assert.StartsWith("vapid ", header);
        Assert.Equal(expectedKey, parts["k"]);
        var point = Base64Url.DecodeFromChars(parts["k"]);
        using var signer = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] },
        });
        var token = parts["t"].Split('.');
        Assert.True(signer.VerifyData(
            Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]),
            HashAlgorithmName.SHA256));
        Assert.Equal("ES256", Part(token[0]).GetProperty("alg").GetString());
        return Part(token[1]);
    }

    public static JsonElement Part(string part) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;
}
