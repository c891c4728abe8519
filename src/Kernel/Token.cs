using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Feria.Kernel;

/// <summary>Opaque bearer secrets: 256 random bits shown once; only their SHA-256 is kept.</summary>
public static class Token
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
