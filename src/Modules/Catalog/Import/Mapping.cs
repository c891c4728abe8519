using System.Text.Json;

namespace Feria.Catalog;

/// <summary>Which columns of a file say what. Written by hand as JSON, or guessed from the header.</summary>
public sealed record Mapping
{
    /// <summary>Says which product a row is, in its source.</summary>
    public string? Id { get; init; }

    /// <summary>Joined by a space.</summary>
    public string[] Title { get; init; } = [];

    public string? Description { get; init; }
    public string? Brand { get; init; }
    public string? Price { get; init; }
    public string? ListPrice { get; init; }

    /// <summary>ISO 4217 code of all prices.</summary>
    public string? Currency { get; init; }

    public string? Stock { get; init; }

    /// <summary>Units of a new offer where no column says them.</summary>
    public long? DefaultStock { get; init; }

    public string? Sku { get; init; }

    /// <summary>Columns of the main category's levels, root first; a lone one may hold <c>A > B | C</c>.</summary>
    public string[] Category { get; init; } = [];

    /// <summary>Column with further categories by <c>|</c>, under the first level of the main one.</summary>
    public string? MoreCategories { get; init; }

    public string[] Pictures { get; init; } = [];

    /// <summary>Column that says false where a product is not to be sold.</summary>
    public string? Published { get; init; }

    public MappedAttribute[] Attributes { get; init; } = [];

    /// <summary>Language of the texts.</summary>
    public string? Language { get; init; }

    /// <summary>Encoding of the file where it is not UTF-8: <c>windows-1252</c>.</summary>
    public string? Encoding { get; init; }

    internal IEnumerable<string> Columns =>
        new[] { Id, Description, Brand, Price, ListPrice, Stock, Sku, MoreCategories, Published }.OfType<string>()
            .Concat(Title).Concat(Category).Concat(Pictures).Concat(Attributes.Select(attribute => attribute.Column));

    internal static (Mapping? Mapping, Refusal? Refusal) Load(string path)
    {
        try
        {
            return (JsonSerializer.Deserialize<Mapping>(File.ReadAllBytes(path), Json.Options)!, null);
        }
        catch (JsonException malformed)
        {
            return (null, Refusals.ImportMappingMalformed.With("at", malformed.Path));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return (null, Refusals.ImportFileMissing.With("file", path));
        }
    }
}

/// <param name="Kind">text, number or flag.</param>
public sealed record MappedAttribute(
    string Column, string Code, string Name, string Kind = "text", string? Unit = null);
