using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Feria.Integrations;

/// <summary>Signs what is sent as Standard Webhooks says, by every secret that is good now.</summary>
static class Signing
{
    const string Prefix = "whsec_";
    const string Context = "integrations.endpoint.secret";

    /// <summary>How long the secret before the present one signs too.</summary>
    public static readonly TimeSpan Both = TimeSpan.FromDays(1);

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static byte[] Seal(Vault vault, string secret) => vault.Seal(secret, Context);

    public static string Open(Vault vault, byte[] secretSealed) => vault.Open(secretSealed, Context);

    /// <summary>The header's value: a signature a secret, the newest first.</summary>
    public static string Sign(IEnumerable<string> secrets, string id, long timestamp, string body) =>
        string.Join(' ', secrets.Select(secret => Sign(secret, id, timestamp, body)));

    static string Sign(string secret, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret[Prefix.Length..]),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));

    /// <summary>The id of an event for an endpoint: at every try, and however often it is told, the same.</summary>
    public static string IdOf(Guid said, Guid endpoint)
    {
        Span<byte> both = stackalloc byte[32];
        said.TryWriteBytes(both, bigEndian: true, out _);
        endpoint.TryWriteBytes(both[16..], bigEndian: true, out _);
        return "msg_" + Convert.ToHexStringLower(SHA256.HashData(both).AsSpan(0, 16));
    }
}
