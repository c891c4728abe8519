using System.Text.Json;
using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// How the buyer's contact and address are sealed beside a checkout, and the coarse parts kept in the clear.
/// </summary>
static class Person
{
    const string ContactColumn = "orders.checkout.contact_sealed";
    const string AddressColumn = "orders.checkout.address_sealed";
    const string IndexColumn = "orders.checkout.contact_index";

    public static byte[] Seal(Vault vault, Recipient recipient) =>
        vault.Seal(JsonSerializer.Serialize(recipient, Json.Options), ContactColumn);

    public static byte[] Seal(Vault vault, PostalAddress address) =>
        vault.Seal(JsonSerializer.Serialize(address, Json.Options), AddressColumn);

    public static Recipient OpenContact(Vault vault, byte[] value) =>
        JsonSerializer.Deserialize<Recipient>(vault.Open(value, ContactColumn), Json.Options)!;

    public static PostalAddress OpenAddress(Vault vault, byte[] value) =>
        JsonSerializer.Deserialize<PostalAddress>(vault.Open(value, AddressColumn), Json.Options)!;

    /// <summary>Finds a person's checkouts by e-mail without keeping it readable.</summary>
    public static byte[] Index(Vault vault, string email) =>
        vault.BlindIndex(EmailAddress.Normal(email), IndexColumn);

    public static string RegionCode(PostalAddress address) => address.Region.Trim().ToUpperInvariant();

    /// <summary>The first three letters or digits of the postal code: a district, not a door.</summary>
    public static string PostalZone(PostalAddress address) =>
        string.Concat(address.PostalCode.Where(char.IsLetterOrDigit).Take(3)).ToUpperInvariant();
}
