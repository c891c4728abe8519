using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>An address of an account's book.</summary>
public sealed record SavedAddress(
    Guid Id,
    string Line1,
    string? Line2,
    string City,
    string Region,
    string PostalCode,
    string Country,
    bool IsDefault)
{
    internal static SavedAddress Of(Guid id, PostalAddress address, bool isDefault) => new(
        id, address.Line1, address.Line2, address.City, address.Region, address.PostalCode, address.Country, isDefault);
}

/// <summary>An address as a person writes it.</summary>
/// <param name="IsDefault">Makes it the one used where none is named; left out, that stays as it is.</param>
public sealed record AddressBody(
    [property: OneLine(120)] string Line1,
    [property: OneLine(120, Optional = true)] string? Line2,
    [property: OneLine(80)] string City,
    [property: OneLine(80)] string Region,
    [property: OneLine(20)] string PostalCode,
    [property: Country] string Country,
    bool? IsDefault)
{
    internal PostalAddress Address => new(
        Line1, string.IsNullOrEmpty(Line2) ? null : Line2, City, Region, PostalCode, Country);

    internal static readonly AddressBody Example =
        new("Av. Providencia 1234", "Depto 56", "Santiago", "RM", "7500000", "CL", true);
}
