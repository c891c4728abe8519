namespace Feria.Marketing;

/// <summary>Every "no" promotions can say to those who make them.</summary>
public static class Refusals
{
    public static readonly Refusal PromotionNotFound =
        new(404, "promotion_not_found", "There is no such promotion.");
    public static readonly Refusal EffectUnclear =
        new Refusal(422, "promotion_effect_unclear",
            "Say what it takes off: a percentage, or an amount, or the delivery, and one of them.").At("effect");
    public static readonly Refusal ScopeUnclear =
        new Refusal(422, "promotion_scope_unclear",
            "Say what it is for: everything, or some products, or a category, and one of them.").At("scope");
    public static readonly Refusal TimesWrong =
        new Refusal(422, "promotion_times_wrong", "It ends in the future, after it begins, and lasts a year at most.")
            .At("until");
    public static readonly Refusal CodeTaken =
        new Refusal(409, "promotion_code_taken", "This code was given to another promotion, and is its own for ever.")
            .At("code");
    public static readonly Refusal ProductsNotSold =
        new Refusal(422, "promotion_products_unknown", "Some of these products are not sold here.").At("products");
    public static readonly Refusal CategoryUnknown =
        new Refusal(422, "promotion_category_unknown", "There is no such category.").At("category");
    public static readonly Refusal StoresUnknown =
        new Refusal(422, "promotion_stores_unknown", "Some of these stores are not there.").At("stores");
    public static readonly Refusal TooMany =
        new(409, "promotions_too_many", "Fifty promotions run or wait already. End one first.");
}
