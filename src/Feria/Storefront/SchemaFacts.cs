using System.Globalization;
using System.Text.Json;

namespace Feria.Storefront;

/// <summary>What search engines read: schema.org facts as JSON-LD. The encoder escapes every angle bracket.</summary>
static class SchemaFacts
{
    public static string Site(Visit visit) => Write(new()
    {
        ["@context"] = "https://schema.org",
        ["@type"] = "WebSite",
        ["name"] = "Feria",
        ["url"] = visit.Absolute("/"),
        ["potentialAction"] = new Dictionary<string, object?>
        {
            ["@type"] = "SearchAction",
            ["target"] = visit.Absolute("/search") + "?q={search_term_string}",
            ["query-input"] = "required name=search_term_string",
        },
    });

    public static string Product(Visit visit, ProductPage.View shown)
    {
        var facts = new Dictionary<string, object?>
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "Product",
            ["name"] = shown.Title,
            ["url"] = visit.Absolute(shown.Path),
            ["image"] = shown.Pictures.Select(picture => picture.StartsWith('/') ? visit.Origin + picture : picture),
        };
        if (shown.Text is { Length: > 0 } text) facts["description"] = text;
        if (shown.Brand is { } brand)
            facts["brand"] = new Dictionary<string, object?> { ["@type"] = "Brand", ["name"] = brand };
        if (shown.Ratings > 0)
        {
            facts["aggregateRating"] = new Dictionary<string, object?>
            {
                ["@type"] = "AggregateRating",
                ["ratingValue"] = shown.Rating,
                ["reviewCount"] = shown.Ratings,
            };
        }

        if (shown.Offer is { } offer)
        {
            facts["sku"] = offer.Sku;
            facts["offers"] = shown.Others.Prepend(offer).Select(each => new Dictionary<string, object?>
            {
                ["@type"] = "Offer",
                ["price"] = Currency.Major(each.Price).ToString(CultureInfo.InvariantCulture),
                ["priceCurrency"] = each.Price.Currency,
                ["availability"] = "https://schema.org/" + (each.Available > 0 ? "InStock" : "OutOfStock"),
                ["seller"] = new Dictionary<string, object?> { ["@type"] = "Organization", ["name"] = each.Store },
            });
        }

        return Write(facts);
    }

    static string Write(Dictionary<string, object?> facts) => JsonSerializer.Serialize(facts);
}
