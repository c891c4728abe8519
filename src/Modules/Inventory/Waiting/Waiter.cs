using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>Somebody who waits for an offer: an account, or a guest by an e-mail address that is kept sealed.</summary>
static class Waiter
{
    /// <summary>More than anybody waits for.</summary>
    public const int Most = 100;

    public static byte[] Of(Guid account) => account.ToByteArray(bigEndian: true);

    public static byte[] Of(Vault vault, string email) =>
        vault.BlindIndex(EmailAddress.Normal(email), "inventory.waiting.email");

    public static byte[] SealEmail(Vault vault, string email) => vault.Seal(email, "inventory.waiting.email");

    public static string OpenEmail(Vault vault, byte[] value) => vault.Open(value, "inventory.waiting.email");

    /// <summary>What waits for whom: the offer's words, as a letter or a list has them.</summary>
    public static string Words(OfferTerms offer) =>
        offer.Options is "" ? offer.Title : $"{offer.Title} ({offer.Options})";
}
