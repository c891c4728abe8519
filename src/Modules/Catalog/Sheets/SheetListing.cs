using System.Globalization;
using System.Text.RegularExpressions;
using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// A store's listing as cells say it: each field has one text, by which it is exported, compared and put. Putting the
/// text that it has changes nothing.
/// </summary>
sealed partial class SheetListing
{
    public const string Active = "active";
    public const string Paused = "paused";

    readonly Dictionary<string, string> texts = [];
    List<MyListing.Picture> pictures = [];
    List<Draft.Fact> facts = [];
    List<string> categories = [];
    string[] optionNames = [];

    /// <summary>What texts are read by.</summary>
    /// <param name="Attributes">Those that are known here, by their codes.</param>
    public sealed record Terms(string Currency, IReadOnlyDictionary<string, KnownAttribute> Attributes);

    public sealed record KnownAttribute(string Code, string Kind, string? Unit);

    /// <summary>What a SKU of it is sold as.</summary>
    public sealed class Offer
    {
        public Guid? Id { get; init; }
        public required string Sku { get; init; }
        public string[] Options { get; set; } = [];
        public long Price { get; set; }
        public long? ListPrice { get; set; }
        public long? OnHand { get; set; }

        /// <summary>A unit as packed; null where nobody weighed it.</summary>
        public int? WeightGrams { get; set; }

        /// <summary>Reserved or sold: somebody bought it.</summary>
        public bool IsBought { get; init; }

        public long Sold { get; init; }
    }

    /// <summary>Null where it is not there yet.</summary>
    public Guid? Product { get; private init; }

    public int Version { get; private init; }
    public bool IsKept { get; private init; } = true;
    public required string Currency { get; init; }
    public List<Offer> Offers { get; private init; } = [];

    public static SheetListing New(string currency, string language) => new()
    {
        Currency = currency,
        texts =
        {
            [SheetFields.State] = Active, [SheetFields.Title] = "", [SheetFields.Brand] = "",
            [SheetFields.Language] = language, [SheetFields.Description] = "",
        },
    };

    public static SheetListing Of(MyListing said, string currency, IReadOnlyDictionary<Guid, ShelfStock> shelf)
    {
        var own = said.Variants.Where(variant => variant.Offer is not null).ToList();
        return new()
        {
            Product = said.Id,
            Version = said.Version,
            IsKept = said.Kept,
            Currency = currency,
            texts =
            {
                [SheetFields.State] = said.Paused ? Paused : Active, [SheetFields.Title] = said.Title,
                [SheetFields.Brand] = said.Brand ?? "", [SheetFields.Language] = said.Language,
                [SheetFields.Description] = said.Description,
            },
            optionNames = said.OptionNames,
            categories = [.. said.Categories.Select(category => category.Slug)],
            facts = [.. said.Attributes],
            // Places among the variants that a draft of this store has.
            pictures = [.. said.Pictures.Select(picture => picture with
            {
                Variant = picture.Variant is { } place && own.IndexOf(said.Variants[place]) is >= 0 and var at
                    ? at
                    : null,
            })],
            Offers =
            [
                .. own.Select(variant => OfferOf(variant, shelf.GetValueOrDefault(variant.Offer!.Value))),
            ],
        };
    }

    static Offer OfferOf(MyListing.Variant variant, ShelfStock? units) => new()
    {
        Id = variant.Offer,
        Sku = variant.Sku!,
        Options = variant.Options,
        Price = variant.Price!.Amount,
        ListPrice = variant.ListPrice,
        OnHand = units?.OnHand,
        WeightGrams = variant.WeightGrams,
        IsBought = units is { Sold: > 0 } or { Reserved: > 0 },
        Sold = units?.Sold ?? 0,
    };

    public string Text(string field, Offer? offer = null) => field switch
    {
        SheetFields.Categories => Parted.Join(categories),
        SheetFields.Attributes => Parted.Join(facts.Select(TextOf)),
        SheetFields.Pictures => Parted.Join(pictures.Select(picture => picture.Url)),
        SheetFields.Listing => Product?.ToString() ?? "",
        SheetFields.Sku => offer!.Sku,
        SheetFields.Options => Parted.Join(optionNames.Zip(offer!.Options, (name, value) => $"{name}={value}")),
        SheetFields.Price => offer!.Price == 0 ? "" : Csv.Field(new Money(offer.Price, Currency)),
        SheetFields.ListPrice => offer!.ListPrice is { } list ? Csv.Field(new Money(list, Currency)) : "",
        SheetFields.Currency => Currency,
        SheetFields.Stock or SheetFields.StockBefore => offer!.OnHand?.ToString(CultureInfo.InvariantCulture) ?? "",
        SheetFields.Weight => offer!.WeightGrams?.ToString(CultureInfo.InvariantCulture) ?? "",
        _ => texts[field],
    };

    /// <summary>Puts what a cell says; the refusal where it says nothing that belongs there.</summary>
    public Refusal? Put(string field, string cell, Offer? offer, Terms terms)
    {
        var said = cell.Trim();
        switch (field)
        {
            case SheetFields.Title or SheetFields.Language:
                if (said.Length > 0) texts[field] = said;
                return null;
            case SheetFields.Brand or SheetFields.Description:
                texts[field] = said;
                return null;
            case SheetFields.State:
                return PutState(said.ToLowerInvariant());
            case SheetFields.Categories:
                categories = [.. Parted.Split(said).Select(SlugIn).Distinct()];
                return null;
            case SheetFields.Attributes:
                return PutFacts(Parted.Split(said), terms);
            case SheetFields.Pictures:
                PutPictures(Parted.Split(said));
                return null;
            case SheetFields.Options:
                return PutOptions(Parted.Split(said), offer!);
            case SheetFields.Price or SheetFields.ListPrice:
                return PutAmount(field, said, offer!);
            case SheetFields.Stock:
                return PutStock(said, offer!);
            case SheetFields.Weight:
                return PutWeight(said, offer!);
            case SheetFields.Currency:
                return said.Length == 0 || said.ToUpperInvariant() == Currency ? null : Refusals.WrongCurrency;
            default:
                return SortedFacts(PutFact(field[SheetFields.Attribute.Length..], null, said, terms));
        }
    }

    /// <summary>What the writer makes of it as well: a list price that is no higher is none.</summary>
    public void Settle()
    {
        foreach (var offer in Offers.Where(offer => offer.ListPrice <= offer.Price)) offer.ListPrice = null;
    }

    /// <summary>
    /// The same, as form and API send it. What is on hand is counted by itself; of an SKU that joins the listing it is
    /// said, since that may wait.
    /// </summary>
    public PutMyListing.Body Body() => new()
    {
        Version = Product is null ? null : Version,
        Title = Text(SheetFields.Title),
        Description = Text(SheetFields.Description),
        Brand = Text(SheetFields.Brand) is { Length: > 0 } brand ? brand : null,
        Language = Text(SheetFields.Language),
        OptionNames = optionNames,
        Categories = [.. categories],
        Variants =
        [
            .. Offers.Select(offer => new Draft.Choice(
                offer.Sku, new(offer.Price, Currency), offer.ListPrice,
                Product is not null && offer.Id is null ? offer.OnHand : null, offer.Options, offer.WeightGrams ?? 0)),
        ],
        Pictures = pictures,
        Attributes = facts,
    };

    /// <summary>Takes an SKU away, with what its pictures showed of it.</summary>
    public void Drop(Offer offer)
    {
        var gone = Offers.IndexOf(offer);
        Offers.RemoveAt(gone);
        pictures =
        [
            .. pictures.Select(one => one with
            {
                Variant = one.Variant == gone ? null : one.Variant > gone ? one.Variant - 1 : one.Variant,
            }),
        ];
    }

    /// <summary>The addresses of pictures that were fetched are those they have here.</summary>
    public void Fetched(IReadOnlyDictionary<string, string> paths) => pictures =
        [.. pictures.Select(one => one with { Url = paths.GetValueOrDefault(one.Url, one.Url) }).DistinctBy(
            one => one.Url)];

    public static bool IsForeign(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    Refusal? PutState(string said)
    {
        if (said.Length == 0) return null;
        if (said is not (Active or Paused)) return Malformed(said);
        texts[SheetFields.State] = said;
        return null;
    }

    Refusal? PutAmount(string field, string said, Offer offer)
    {
        if (said.Length == 0)
        {
            if (field == SheetFields.ListPrice) offer.ListPrice = null;
            return null;
        }

        if (Amounts.ReadPrice(said, Currency).Minor is not (> 0 and var minor)) return Malformed(said);
        if (field == SheetFields.Price) offer.Price = minor;
        else offer.ListPrice = minor;
        return null;
    }

    static Refusal? PutStock(string said, Offer offer)
    {
        if (said.Length == 0) return null;
        if (Amounts.ReadNumber(said) is not (>= 0 and <= 1_000_000_000 and var units)
            || units != decimal.Truncate(units))
            return Malformed(said);
        offer.OnHand = (long)units;
        return null;
    }

    static Refusal? PutWeight(string said, Offer offer)
    {
        if (said.Length == 0) offer.WeightGrams = null;
        else if (Amounts.ReadNumber(said) is >= 0 and <= 10_000_000 and var grams && grams == decimal.Truncate(grams))
            offer.WeightGrams = grams == 0 ? null : (int)grams;
        else return Malformed(said);
        return null;
    }

    // Named as the listing's other rows name them: what a listing's variants differ in is no cell's to change.
    Refusal? PutOptions(List<string> parts, Offer offer)
    {
        if (parts.Count == 0 && optionNames.Length > 0 && offer.Options.Length > 0) return null;
        var pairs = parts.Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries)).ToList();
        if (pairs.Find(pair => pair.Length < 2 || pair[0].Length == 0 || pair[1].Length == 0) is { } bad)
            return Malformed(bad[0]);
        string[] names = [.. pairs.Select(pair => pair[0])];
        if (Product is null && Offers.IndexOf(offer) <= 0) optionNames = names;
        else if (!names.SequenceEqual(optionNames)) return Malformed(Parted.Join(parts));
        offer.Options = [.. pairs.Select(pair => pair[1])];
        return null;
    }

    // A picture that is shown already keeps its words and its variant.
    void PutPictures(List<string> urls)
    {
        var shown = pictures.ToList();
        pictures = [.. urls.Distinct().Select(url =>
            shown.Find(picture => picture.Url == url) ?? new MyListing.Picture(url))];
    }

    Refusal? PutFacts(List<string> parts, Terms terms)
    {
        var had = facts.ToList();
        facts = [];
        foreach (var part in parts)
        {
            if (had.Find(fact => TextOf(fact) == part) is { } same) PutFact(same);
            else if (OneFact().Match(part) is not { Success: true } said) return Malformed(part);
            else if (PutFact(said.Groups["code"].Value,
                said.Groups["unit"] is { Success: true } unit ? unit.Value : null,
                said.Groups["value"].Value, terms) is { } refusal) return refusal;
        }

        return SortedFacts(null);
    }

    // As they are read again: one order, one text.
    Refusal? SortedFacts(Refusal? refusal)
    {
        facts.Sort((one, other) => string.CompareOrdinal(one.Code, other.Code));
        return refusal;
    }

    void PutFact(Draft.Fact fact)
    {
        var at = facts.FindIndex(one => one.Code == fact.Code);
        if (at >= 0) facts[at] = fact;
        else facts.Add(fact);
    }

    // Kinds are the attribute's; a new one that has a unit is a number, else text.
    Refusal? PutFact(string code, string? unit, string said, Terms terms)
    {
        if (said.Length == 0)
        {
            facts.RemoveAll(fact => fact.Code == code);
            return null;
        }

        var known = terms.Attributes.GetValueOrDefault(code);
        var kind = known?.Kind ?? (unit is null ? "text" : "number");
        var fact = new Draft.Fact(code, NameOf(code), known?.Unit ?? unit);
        switch (kind)
        {
            case "number" when Amounts.ReadNumber(said) is { } number:
                fact = fact with { Number = number };
                break;
            case "flag" when said.ToLowerInvariant() is "yes" or "no" or "true" or "false" or "si" or "sí":
                fact = fact with { Flag = said.ToLowerInvariant() is not ("no" or "false") };
                break;
            case "text":
                fact = fact with { Text = said };
                break;
            default:
                return Malformed(said);
        }

        PutFact(fact);
        return null;
    }

    // A number as it is kept: without the noughts behind it.
    static string TextOf(Draft.Fact fact)
    {
        var value = fact.Text ?? fact.Number?.ToString("0.######", CultureInfo.InvariantCulture)
            ?? (fact.Flag is true ? "yes" : "no");
        return fact.Unit is { Length: > 0 } unit ? $"{fact.Code} ({unit})={value}" : $"{fact.Code}={value}";
    }

    static string NameOf(string code) => char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' ');

    // Its address, or its name as the last step of a path.
    static string SlugIn(string said) => IsSlug().IsMatch(said) ? said : Slug.Of(said[(said.LastIndexOf('>') + 1)..]);

    static Refusal Malformed(string said) => Refusals.CellMalformed.With("detail", Amounts.Shown(said));

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex IsSlug();

    [GeneratedRegex(
        @"\A(?<code>[a-z0-9]+(_[a-z0-9]+)*)\s*(\((?<unit>[^)]{1,20})\))?\s*=\s*(?<value>.+)\z",
        RegexOptions.Singleline)]
    private static partial Regex OneFact();
}
