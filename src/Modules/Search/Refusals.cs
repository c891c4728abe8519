namespace Feria.Search;

static class Refusals
{
    public static readonly Refusal CategoryUnknown =
        new(422, "search_category_unknown", "There is no category at this address.") { Field = "category" };
    public static readonly Refusal PricesCrossed =
        new(422, "search_prices_crossed", "The lowest price is above the highest.") { Field = "minPrice" };
    public static readonly Refusal ProductNotIndexed =
        new(404, "search_product_not_indexed", "This product is not in the search index.");
    public static readonly Refusal QueryEmpty =
        new Refusal(422, "search_query_empty", "The query has no word to go by.").At("query");
    public static readonly Refusal RedirectElsewhere =
        new Refusal(422, "search_redirect_elsewhere", "A query leads to a page of this site alone: a path from /.")
            .At("redirect");
    public static readonly Refusal CurationSaysNothing =
        new(422, "search_curation_says_nothing", "Pin a product, hide one, or say where the query leads.");
    public static readonly Refusal CurationTimesWrong =
        new Refusal(422, "search_curation_times_wrong", "It ends after it begins.").At("endsAt");
    public static readonly Refusal CurationTaken =
        new Refusal(409, "search_curation_taken", "Something is said of this query already. Change that.").At("query");
    public static readonly Refusal CurationNotFound =
        new(404, "search_curation_not_found", "Nothing of that kind is said of any query.");
    public static readonly Refusal ProductsUnknown =
        new Refusal(422, "search_products_unknown", "Some of these products are not known to the search.").At("pins");
    public static readonly Refusal SynonymsNotFound =
        new(404, "search_synonyms_not_found", "There are no such synonyms.");
    public static readonly Refusal SynonymsUnclear =
        new Refusal(422, "search_synonyms_unclear",
            "Write words of up to three words each: two that mean the same, or one and what it means as well.")
            .At("words");
    public static readonly Refusal RuleChanged =
        new(409, "search_rule_changed", "Somebody changed it meanwhile. Look at it as it is now.");
    public static readonly Refusal TooManyRules =
        new(409, "search_rules_too_many", "There are as many as there may be. Remove some first.");
    public static readonly Refusal RankingNotProved =
        new(409, "search_ranking_not_proved", "Run the judged queries with these very weights first.");
    public static readonly Refusal RankingNothingBefore =
        new(409, "search_ranking_nothing_before", "There is no ranking before this one.");
    public static readonly Refusal NothingJudged =
        new(409, "search_nothing_judged", "No query was judged yet. Judge some results, or import judgements.");
    public static readonly Refusal JudgementsMalformed =
        new(422, "search_judgements_malformed", "Send CSV with the columns query, product and grade, of 5 MB at most.");
    public static readonly Refusal ListBeganElsewhere =
        new(409, "search_list_began_elsewhere",
            "Another search engine answers now than when this list began, and it is too long to go on: begin again.")
        { Field = "cursor" };
}
