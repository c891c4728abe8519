using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Feria.Catalog;

/// <summary>A product with everything that belongs to it, as a source describes it and stores sell it.</summary>
/// <param name="Source">Where it comes from; with the external id it says which product it is.</param>
/// <param name="Language">Of its texts: <c>en</c>, <c>es</c> …</param>
/// <param name="OptionNames">What its variants differ in; a variant has a value for each. May be empty.</param>
/// <param name="Categories">Their ids, main one first.</param>
public sealed record Listing(
    string Source,
    string ExternalId,
    string Title,
    string Description,
    string? Brand,
    string Language,
    string[] OptionNames,
    IReadOnlyList<Guid> Categories,
    IReadOnlyList<ListedVariant> Variants,
    IReadOnlyList<ListedPicture> Pictures,
    IReadOnlyList<ListedAttribute> Attributes)
{
    /// <summary>Described, but not shown or sold.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>The store that keeps a new product: the one that alone offers it.</summary>
    [JsonIgnore]
    internal Guid? KeptBy => Variants.SelectMany(variant => variant.Offers).Select(offer => offer.Store)
        .Distinct().Take(2).ToList() is [var only] ? only : null;

    /// <summary>The id a new product gets; a fresh one where null. Says nothing about a known product.</summary>
    [JsonIgnore]
    public Guid? NewId { get; init; }

    /// <summary>When a new product was first listed, in UTC; now where null.</summary>
    [JsonIgnore]
    public DateTime? Since { get; init; }

    /// <summary>Equal for equal listings: what did not change need not be written.</summary>
    internal byte[] Digest() =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, Json.Options));

    internal bool IsAs(byte[]? other) => other is not null && other.AsSpan().SequenceEqual(Digest());
}

public sealed record ListedVariant(string[] Options, IReadOnlyList<ListedOffer> Offers);

/// <param name="Stock">Units on hand; null says nothing about them.</param>
public sealed record ListedOffer(
    Guid Store, string Sku, long PriceMinor, long? ListPriceMinor, string Currency, long? Stock)
{
    /// <summary>A unit as the store packs it; 0 where nobody weighed it, null says nothing about it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? WeightGrams { get; init; }

    /// <summary>The id a new offer gets; a fresh one where null.</summary>
    [JsonIgnore]
    public Guid? NewId { get; init; }
}

/// <param name="Variant">Position of the variant it shows; null where it shows the product.</param>
public sealed record ListedPicture(string Url, string Alt, int? Variant = null);

/// <summary>A typed attribute's value: exactly one of text, number and flag.</summary>
/// <param name="Name">Its name in the listing's language, used when the attribute is new.</param>
public sealed record ListedAttribute(
    string Code, string Name, string? Unit = null, string? Text = null, decimal? Number = null, bool? Flag = null)
{
    /// <summary>Its name by language, where it is known in several; kept where it has none yet.</summary>
    public IReadOnlyDictionary<string, string>? Translations { get; init; }

    [JsonIgnore]
    public string Kind => Number is not null ? "number" : Flag is not null ? "flag" : "text";
}
