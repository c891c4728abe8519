using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Feria.Adapters.Payments;

/// <summary>HMAC-SHA256 over <c>time.body</c>, as the gateway signs: <c>t=seconds,v1=hex[,v1=hex]</c>.</summary>
static class GatewaySignature
{
    static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    public static bool IsRight(string header, byte[] body, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (header.Length > 1_000) return false;
        var parts = header.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToList();
        var time = parts.Find(part => part[0] == "t")?[1];
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds) return false;

        byte[] signed = [.. Encoding.ASCII.GetBytes(time + "."), .. body];
        var given = parts.Where(part => part[0] == "v1").Select(part => Encoding.ASCII.GetBytes(part[1])).ToList();
        var isRight = false;
        foreach (var secret in secrets)
        {
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash));
            // No early way out: how long it takes tells nothing about what was right.
            foreach (var signature in given) isRight |= CryptographicOperations.FixedTimeEquals(signature, expected);
        }

        return isRight;
    }
}
