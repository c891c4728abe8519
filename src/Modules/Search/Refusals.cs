namespace Feria.Search;

static class Refusals
{
    public static readonly Refusal CategoryUnknown =
        new(422, "search_category_unknown", "There is no category at this address.") { Field = "category" };
    public static readonly Refusal PricesCrossed =
        new(422, "search_prices_crossed", "The lowest price is above the highest.") { Field = "minPrice" };
    public static readonly Refusal ProductNotIndexed =
        new(404, "search_product_not_indexed", "This product is not in the search index.");
    public static readonly Refusal ListBeganElsewhere =
        new(409, "search_list_began_elsewhere",
            "Another search engine answers now than when this list began, and it is too long to go on: begin again.")
        { Field = "cursor" };
}
