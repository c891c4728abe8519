using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>What of an address stands in the clear: country, region, and the front of the postal code.</summary>
sealed record Place(string Country, string RegionCode, string PostalZone)
{
    const int ZoneLength = 3;

    public static Place Of(PostalAddress address)
    {
        var code = string.Concat(address.PostalCode.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return new(address.Country, address.Region.Trim(), code.Length > ZoneLength ? code[..ZoneLength] : code);
    }
}
