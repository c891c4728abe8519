using Feria.Recommendations;
using Feria.Search;
using Feria.Storefront.Parts;

namespace Feria.Storefront;

/// <summary>Products of other modules' shelves as the pages' cards.</summary>
static class Shelf
{
    public static Card.Listed Of(ProductCard card) => new(
        PathOf(card.Slug), card.Title, card.Picture, card.Price, card.ListPrice,
        (card.Rating ?? 0) / 100m, card.Reviews, null, true);

    public static Card.Listed Of(Hit hit) => new(
        PathOf(hit.Slug), hit.Title, hit.Picture, hit.Price, hit.ListPrice, (hit.Rating ?? 0) / 100m, hit.Reviews,
        hit.Brand, hit.InStock);

    public static string CategoryPathOf(string slug) => "/category/" + slug;

    public static string PathOf(string slug) => "/product/" + slug;
}
