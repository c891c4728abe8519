using Feria.Accounts;
using Feria.Contracts;

namespace Feria.Storefront;

/// <summary>The fields of one address between a form and the API.</summary>
static class AddressForm
{
    public static readonly string[] Names = ["line1", "line2", "city", "region", "postalCode", "country"];

    public static object Of(Filled form) => new
    {
        line1 = form["line1"],
        line2 = string.IsNullOrWhiteSpace(form["line2"]) ? null : form["line2"],
        city = form["city"],
        region = form["region"],
        postalCode = form["postalCode"],
        country = form["country"],
    };

    public static IReadOnlyList<string> LinesOf(SavedAddress kept, Language language) => LinesOf(
        new PostalAddress(kept.Line1, kept.Line2, kept.City, kept.Region, kept.PostalCode, kept.Country), language);

    /// <summary>An address as one writes it on a parcel.</summary>
    public static IReadOnlyList<string> LinesOf(PostalAddress address, Language language) =>
    [
        .. new[]
        {
            address.Line1, address.Line2, $"{address.City}, {address.Region} {address.PostalCode}",
            Countries.In(language).FirstOrDefault(country => country.Code == address.Country)?.Name ?? address.Country,
        }.OfType<string>().Where(line => line.Length > 0),
    ];
}
