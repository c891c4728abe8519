using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.Extensions.Validation;

namespace Feria.Catalog;

/// <summary>Stores put products up for sale by a stream, whole: what a message leaves out is no longer so.</summary>
public sealed class TakeProducts(IStock stock, IStoreBook stores) : Intake<TakeProducts.Listed>
{
    public override string Name => "products";
    public override string Key => "store/id";

    /// <param name="Store">The store's address: <c>casa</c> of <c>/store/casa</c>.</param>
    /// <param name="Id">What the store calls the product.</param>
    /// <param name="Source">
    /// Where it was first described, if not by the store itself: the source of an import; then it is that product.
    /// </param>
    /// <param name="Categories">Their addresses, main one first.</param>
    [ValidatableType]
    public sealed record Listed(
        [Length(1, 80)] string Store,
        [OneLine(100)] string Id,
        [OneLine(500)] string Title,
        [Length(1, 200)] IReadOnlyList<Choice> Variants,
        [StringLength(50_000)] string? Description = null,
        [OneLine(120)] string? Brand = null,
        [RegularExpression("^[a-z]{2,3}$")] string Language = Locale.Default,
        [MaxLength(10)] string[]? OptionNames = null,
        [MaxLength(20)] string[]? Categories = null,
        [MaxLength(100)] IReadOnlyList<Shown>? Pictures = null,
        [MaxLength(100)] IReadOnlyList<Fact>? Attributes = null,
        [RegularExpression("^[a-z0-9]+(-[a-z0-9]+)*$"), StringLength(60)] string? Source = null,
        bool Withdrawn = false) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            // What lists hold may be nothing in JSON; no list here means that.
            if (HasHole(Variants) || HasHole(OptionNames) || HasHole(Categories) || HasHole(Pictures)
                || HasHole(Attributes) || Variants.Any(variant => HasHole(variant.Options)))
            {
                yield return new("A list holds nothing where something belongs.", [nameof(Listed)]);
                yield break;
            }

            var options = OptionNames?.Length ?? 0;
            if (Variants.Any(variant => (variant.Options?.Length ?? 0) != options))
                yield return new("A variant has a value for each option name.", [nameof(Variants)]);
            if (Pictures?.Any(picture => picture.Variant >= Variants.Count) is true)
                yield return new("A picture's variant is the place of one of the variants.", [nameof(Pictures)]);
        }

        static bool HasHole<T>(IEnumerable<T>? all) where T : class => all?.Any(one => one is null) is true;
    }

    /// <param name="Options">A value for each option name.</param>
    /// <param name="Stock">Units on hand; left out, nothing is said about them.</param>
    public sealed record Choice(
        [OneLine(100)] string Sku,
        Price Price,
        [Range(1, Catalog.Price.Most)] long? ListPrice = null,
        [Range(0, 1_000_000_000)] long? Stock = null,
        [MaxLength(10)] string[]? Options = null);

    /// <param name="Variant">Place of the variant it shows, from 0; left out, it shows the product.</param>
    public sealed record Shown(
        [RegularExpression(@"^https?://\S+$"), StringLength(2000)] string Url,
        [StringLength(500)] string Alt = "",
        [Range(0, 199)] int? Variant = null);

    /// <summary>A typed attribute: exactly one of text, number and flag.</summary>
    public sealed record Fact(
        [RegularExpression("^[a-z0-9]+(_[a-z0-9]+)*$"), StringLength(60)] string Code,
        [OneLine(120)] string Name,
        [StringLength(20)] string? Unit = null,
        [Length(1, 1000)] string? Text = null,
        [Range(-1e12, 1e12)] decimal? Number = null,
        bool? Flag = null) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            object?[] values = [Text, Number, Flag];
            if (values.Count(value => value is not null) != 1)
                yield return new("Say one of text, number and flag.", [nameof(Code)]);
        }
    }

    protected override async Task TakeAsync(Tx tx, IReadOnlyList<Incoming<Listed>> messages)
    {
        var known = (await stores.BySlugsAsync(tx, [.. messages.Select(message => message.Said.Store).Distinct()]))
            .ToDictionary(store => store.Slug);
        var slugs = messages.SelectMany(message => message.Said.Categories ?? []).Distinct().ToArray();
        var categories = slugs.Length == 0 ? [] : (await tx.ListAsync<Named>(CategoriesSql, new { slugs }))
            .ToDictionary(category => category.Slug, category => category.Id);

        // Of one product the last counts.
        var listings = new Dictionary<(string, string), (Listing Listing, Incoming<Listed> Message)>();
        foreach (var message in messages)
        {
            var said = message.Said;
            if (Refuse(said, known.GetValueOrDefault(said.Store), categories) is { } refusal) message.Refuse(refusal);
            else
            {
                var listing = ListingOf(said, known[said.Store].Id, categories);
                listings[(listing.Source, listing.ExternalId)] = (listing, message);
            }
        }

        var outcome = await PutListings.RunAsync(
            tx, stock, [.. listings.Values.Select(one => one.Listing)], "stream");
        foreach (var refused in outcome.Refused.Concat(outcome.StockRefused))
            listings[(refused.Listing.Source, refused.Listing.ExternalId)].Message
                .Refuse(refused.Refusal.With("detail", refused.Detail));
    }

    internal static Refusal? Refuse(Listed said, StoreTerms? store, IReadOnlyDictionary<string, Guid> categories)
    {
        if (store is null) return Refusals.StoreNotFound;
        if (said.Variants.Any(variant => variant.Price.Currency != store.Currency))
            return Refusals.WrongCurrency.With("currency", store.Currency);
        return said.Categories?.FirstOrDefault(slug => !categories.ContainsKey(slug)) is { } unknown
            ? Refusals.CategoryNotFound.With("category", unknown)
            : null;
    }

    internal static Listing ListingOf(Listed said, Guid store, IReadOnlyDictionary<string, Guid> categories) => new(
        said.Source ?? said.Store, said.Id, said.Title, said.Description ?? "", said.Brand, said.Language,
        said.OptionNames ?? [],
        [.. (said.Categories ?? []).Select(slug => categories[slug])],
        [
            .. said.Variants.Select(variant => new ListedVariant(
                variant.Options ?? [],
                [
                    new(
                        store, variant.Sku, variant.Price.Amount,
                        variant.ListPrice > variant.Price.Amount ? variant.ListPrice : null, variant.Price.Currency,
                        variant.Stock),
                ])),
        ],
        [.. (said.Pictures ?? []).Select(picture => new ListedPicture(picture.Url, picture.Alt, picture.Variant))],
        [
            .. (said.Attributes ?? []).Select(fact => new ListedAttribute(
                fact.Code, fact.Name, fact.Unit, fact.Text, fact.Number, fact.Flag)),
        ])
    {
        Withdrawn = said.Withdrawn,
    };

    sealed record Named(string Slug, Guid Id);

    const string CategoriesSql = """
        -- catalog.take-products.categories
        select slug, id from catalog.category where slug = any(@slugs)
        """;
}
