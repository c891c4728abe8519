using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.Extensions.Validation;

namespace Feria.Catalog;

/// <summary>Stores put products up for sale by a stream, whole: what a message leaves out is no longer so.</summary>
public sealed class TakeProducts(IStock stock, IStoreBook stores) : Intake<TakeProducts.Listed>
{
    public override string Name => "products";
    public override string Key => "store/id";

    [ValidatableType]
    public sealed record Listed : Draft
    {
        /// <summary>The store's address: <c>casa</c> of <c>/store/casa</c>.</summary>
        [Length(1, 80)]
        public required string Store { get; init; }

        /// <summary>What the store calls the product.</summary>
        [OneLine(100)]
        public required string Id { get; init; }

        /// <summary>
        /// Where it was first described, if not by the store itself: the source of an import; then it is that product.
        /// </summary>
        [RegularExpression("^[a-z0-9]+(-[a-z0-9]+)*$"), StringLength(60)]
        public string? Source { get; init; }

        [MaxLength(100)]
        public IReadOnlyList<Shown>? Pictures { get; init; }

        public bool Withdrawn { get; init; }

        internal override IReadOnlyList<ListedPicture?> Shows => [.. (Pictures ?? []).Select(picture =>
            picture is null ? null : new ListedPicture(picture.Url, picture.Alt, picture.Variant))];
    }

    /// <param name="Variant">Place of the variant it shows, from 0; left out, it shows the product.</param>
    public sealed record Shown(
        [RegularExpression(@"^https?://\S+$"), StringLength(2000)] string Url,
        [StringLength(500)] string Alt = "",
        [Range(0, 199)] int? Variant = null);

    protected override async Task TakeAsync(Tx tx, IReadOnlyList<Incoming<Listed>> messages)
    {
        var known = (await stores.BySlugsAsync(tx, [.. messages.Select(message => message.Said.Store).Distinct()]))
            .ToDictionary(store => store.Slug);
        var categories = await Draft.CategoriesAsync(tx, messages.Select(message => message.Said));

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

    internal static Refusal? Refuse(Listed said, StoreTerms? store, IReadOnlyDictionary<string, Guid> categories) =>
        store is null ? Refusals.StoreNotFound : said.Refuse(store.Currency, categories);

    internal static Listing ListingOf(Listed said, Guid store, IReadOnlyDictionary<string, Guid> categories) =>
        said.ListingOf(said.Source ?? said.Store, said.Id, store, categories) with { Withdrawn = said.Withdrawn };
}
