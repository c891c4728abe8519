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
    public static readonly Refusal ByCouponAlone =
        new Refusal(422, "promotion_by_coupon_alone",
            "What is given by codes in bulk has no code and no limits of its own, and is the platform's.").At("code");
    public static readonly Refusal TooMany =
        new(409, "promotions_too_many", "Fifty promotions run or wait already. End one first.");

    public static readonly Refusal SegmentNotFound = new(404, "segment_not_found", "There is no such segment.");
    public static readonly Refusal RuleUnclear =
        new Refusal(422, "segment_rule_unclear",
            "A condition lacks what it asks for, or there are none, or more than twenty, or more than three deep.")
            .At("rule");
    public static readonly Refusal SegmentUnknown =
        new Refusal(422, "segment_unknown", "It names a segment that is not there, or one that names others itself.")
            .At("rule");
    public static readonly Refusal SegmentNameTaken =
        new Refusal(409, "segment_name_taken", "Another segment has this name.").At("name");
    public static readonly Refusal SegmentInUse =
        new(409, "segment_in_use", "A campaign or another segment has it, so it stays.");
    public static readonly Refusal TooManySegments =
        new(409, "segments_too_many", "There are two hundred segments. Remove one first.");

    public static readonly Refusal CampaignNotFound = new(404, "campaign_not_found", "There is no such campaign.");
    public static readonly Refusal CampaignStarted =
        new(409, "campaign_started", "It was started: its terms stay as they are. Stop it and make another.");
    public static readonly Refusal CampaignTimesWrong =
        new Refusal(422, "campaign_times_wrong", "It ends in the future, after it begins.").At("until");
    public static readonly Refusal CurrencyUnknown =
        new Refusal(422, "campaign_currency_unknown", "There is no such currency.").At("currency");
    public static readonly Refusal CampaignHoursUnclear =
        new Refusal(422, "campaign_hours_unclear",
            "A campaign for carts says after how many hours it tells; others do not.").At("afterHours");
    public static readonly Refusal SharesWrong =
        new Refusal(422, "campaign_shares_wrong", "The shares of the variants come to a hundred percent.")
            .At("variants");
    public static readonly Refusal TextsUnclear =
        new Refusal(422, "campaign_texts_unclear",
            "Each variant has a subject of one line and a text, in a language of the site.").At("variants");
    public static readonly Refusal PlaceUnknown =
        new Refusal(422, "campaign_place_unknown",
            "Of what stands in braces only {name} is filled in, {coupon} where there are coupons, {items} for carts.")
            .At("variants");
    public static readonly Refusal CouponUnsaid =
        new Refusal(422, "campaign_coupon_unsaid", "With coupons, each text says {coupon}: nobody learns it else.")
            .At("variants");
    public static readonly Refusal MoveImpossible =
        new(409, "campaign_move_impossible", "That cannot be done with a campaign as this one stands now.");
    public static readonly Refusal BudgetTooSmall =
        new Refusal(422, "campaign_budget_too_small", "It has cost more than that already.").At("budget");
    public static readonly Refusal LinkUnknown =
        new(404, "campaign_link_unknown", "This link is none of ours, or it was cut short on its way.");
    public static readonly Refusal CouponsNotFound = new(404, "coupons_not_found", "There are no such coupons.");
    public static readonly Refusal CouponsOfNone =
        new Refusal(422, "coupons_of_none",
            "Coupons are made of a promotion of the platform that is given by coupon alone and is not over.")
            .At("promotion");
    public static readonly Refusal TooManyCoupons =
        new(409, "coupons_too_many", "A million coupons of this promotion are there. Make another promotion.");

    public static readonly Refusal SponsorshipNotFound =
        new(404, "sponsorship_not_found", "There is no such sponsorship.");
    public static readonly Refusal SponsorshipTimesWrong =
        new Refusal(422, "sponsorship_times_wrong", "It ends in the future, after it begins, and lasts a year at most.")
            .At("until");
    public static readonly Refusal SponsorshipBudgetTooSmall =
        new Refusal(422, "sponsorship_budget_too_small",
            "The budget is for one click at least, and no less than what was spent already.").At("budget");
    public static readonly Refusal SponsorshipEnded =
        new(409, "sponsorship_ended", "It was ended, and stays as it is. Make another.");
    public static readonly Refusal SponsorshipCurrencyStays =
        new Refusal(422, "sponsorship_currency_stays", "Its currency stays what it was.").At("currency");
    public static readonly Refusal SponsoredOffersUnknown =
        new Refusal(422, "sponsored_offers_unknown", "Some of these offers are not there.").At("offers");
    public static readonly Refusal TooManySponsorships =
        new(409, "sponsorships_too_many", "A hundred sponsorships run or wait already. End one first.");

    public static readonly Refusal BannerNotFound = new(404, "banner_not_found", "There is no such banner.");
    public static readonly Refusal BannerEnded =
        new(409, "banner_ended", "It was ended, and stays as it is. Make another.");
    public static readonly Refusal BannerTimesWrong =
        new Refusal(422, "banner_times_wrong", "It ends in the future, after it begins.").At("until");
    public static readonly Refusal BannerCategoryUnclear =
        new Refusal(422, "banner_category_unclear", "Only a banner over categories names one.").At("category");
    public static readonly Refusal BannerSharesWrong =
        new Refusal(422, "banner_shares_wrong", "The shares of the variants come to a hundred percent.")
            .At("variants");
    public static readonly Refusal BannerTextsUnclear =
        new Refusal(422, "banner_texts_unclear", "Each variant has a title of one line, in a language of the site.")
            .At("variants");
    public static readonly Refusal BannerPictureUnknown =
        new Refusal(422, "banner_picture_unknown", "A picture was not sent here, or is gone. Send it again.")
            .At("variants");
    public static readonly Refusal TooManyBanners =
        new(409, "banners_too_many", "A hundred banners run or wait already. End one first.");

    public static readonly Refusal LandingNotFound = new(404, "landing_page_not_found", "There is no such page.");
    public static readonly Refusal LandingChanged =
        new(409, "landing_page_changed", "Somebody saved the page meanwhile. Look at it as it is now.");
    public static readonly Refusal LandingTimesWrong =
        new Refusal(422, "landing_page_times_wrong", "It ends in the future, after it begins.").At("until");
    public static readonly Refusal LandingTitlesUnclear =
        new Refusal(422, "landing_page_titles_unclear", "The page has a title of one line, in a language of the site.")
            .At("titles");
    public static readonly Refusal LandingBlockUnclear =
        new Refusal(422, "landing_page_block_unclear",
            "A block lacks what it shows, has what is not of its kind, or a text is too long.").At("blocks");
    public static readonly Refusal LandingTooLong =
        new Refusal(422, "landing_page_too_long", "All texts together are sixty thousand letters at most.")
            .At("blocks");
    public static readonly Refusal LandingPictureUnknown =
        new Refusal(422, "landing_page_picture_unknown", "A picture was not sent here, or is gone. Send it again.")
            .At("blocks");
    public static readonly Refusal LandingProductsUnknown =
        new Refusal(422, "landing_page_products_unknown",
            "A product, category or promotion is not there, or the promotion is for everything everywhere.")
            .At("blocks");
    public static readonly Refusal LandingSlugTaken =
        new Refusal(409, "landing_page_address_taken", "Another page has this address.").At("slug");
    public static readonly Refusal LandingSlugStays =
        new Refusal(422, "landing_page_address_stays", "Its address stays what it was.").At("slug");
    public static readonly Refusal LandingPublished =
        new(409, "landing_page_published", "It is published. Take it back first.");
    public static readonly Refusal TooManyLandings =
        new(409, "landing_pages_too_many", "There are five hundred pages. Remove one first.");
    public static readonly Refusal TooManyLandingVersions =
        new(409, "landing_page_versions_too_many", "It was saved a thousand times. Make another page.");
}
