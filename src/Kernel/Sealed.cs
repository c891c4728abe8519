using System.Security.Cryptography;

namespace Feria.Kernel;

/// <summary>AES-256-GCM of a message under one key: 12-byte random nonce, ciphertext, 16-byte tag.</summary>
static class Sealed
{
    const int NonceBytes = 12;
    const int TagBytes = 16;

    public static byte[] Close(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context = default)
    {
        var message = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = message.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, message.AsSpan(NonceBytes, plain.Length), message.AsSpan(NonceBytes + plain.Length),
            context);
        return message;
    }

    /// <summary>
    /// The plain bytes; throws <see cref="CryptographicException"/> on a wrong key, context or changed bytes.
    /// </summary>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context = default)
    {
        if (message.Length < NonceBytes + TagBytes) throw new CryptographicException("Too short to be sealed.");
        var plain = new byte[message.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(message[..NonceBytes], message[NonceBytes..^TagBytes], message[^TagBytes..], plain, context);
        return plain;
    }
}
