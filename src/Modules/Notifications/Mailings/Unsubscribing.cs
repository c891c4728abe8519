using System.Buffers.Text;

namespace Feria.Notifications;

/// <summary>
/// The link that ends letters about promotions for one account, whoever opens it: it names the account and proves by a
/// keyed hash that it comes from here. It is good for nothing else and for ever.
/// </summary>
public sealed class Unsubscribing(Vault vault, PublicSite site)
{
    const string Purpose = "unsubscribe";
    const int HashBytes = 16;

    public string LinkOf(Guid account, string locale) => site.Page(locale, $"unsubscribe?token={TokenOf(account)}");

    internal string TokenOf(Guid account)
    {
        var id = account.ToByteArray(bigEndian: true);
        return Base64Url.EncodeToString([.. id, .. HashOf(id)]);
    }

    /// <summary>Whose it is; null where it is none of ours.</summary>
    public Guid? AccountOf(string? token)
    {
        if (token is not { Length: > 0 and <= 60 } || !Base64Url.IsValid(token)) return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length != 16 + HashBytes) return null;
        var isOurs = System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            bytes.AsSpan(16), HashOf(bytes.AsSpan(0, 16)));
        return isOurs ? new Guid(bytes.AsSpan(0, 16), bigEndian: true) : null;
    }

    byte[] HashOf(ReadOnlySpan<byte> id) => vault.Authenticate(id, Purpose)[..HashBytes];
}
