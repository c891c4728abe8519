using System.Text.Json;
using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>Seals what is personal, each column under its own name; indexes the e-mail it is found by.</summary>
static class Person
{
    public static byte[] SealName(this Vault vault, string name) => vault.Seal(name, "accounts.account.full_name");
    public static string OpenName(this Vault vault, byte[] value) => vault.Open(value, "accounts.account.full_name");
    public static byte[] SealEmail(this Vault vault, string email) => vault.Seal(email, "accounts.account.email");
    public static string OpenEmail(this Vault vault, byte[] value) => vault.Open(value, "accounts.account.email");
    public static byte[] SealIdNumber(this Vault vault, string id) => vault.Seal(id, "accounts.account.id_number");
    public static string OpenIdNumber(this Vault vault, byte[] id) => vault.Open(id, "accounts.account.id_number");
    public static byte[] SealPhone(this Vault vault, string phone) => vault.Seal(phone, "accounts.account.phone");
    public static string OpenPhone(this Vault vault, byte[] value) => vault.Open(value, "accounts.account.phone");

    public static byte[] SealReason(this Vault vault, string why) => vault.Seal(why, "accounts.why");
    public static string OpenReason(this Vault vault, byte[] value) => vault.Open(value, "accounts.why");

    /// <summary>Enough of an address to tell two people apart: its first letter and what is after the at.</summary>
    public static string MaskEmail(string email) =>
        email.IndexOf('@') is > 0 and var at
            ? $"{email[..(char.IsHighSurrogate(email[0]) ? 2 : 1)]}…{email[at..]}"
            : "…";

    public static byte[] SealAddress(this Vault vault, PostalAddress address) =>
        vault.Seal(JsonSerializer.Serialize(address, Json.Options), "accounts.address.address");

    public static PostalAddress OpenAddress(this Vault vault, byte[] value) =>
        JsonSerializer.Deserialize<PostalAddress>(vault.Open(value, "accounts.address.address"), Json.Options)!;

    public static byte[] IndexEmail(this Vault vault, string email) =>
        vault.BlindIndex(EmailAddress.Normal(email), "accounts.email");
}
