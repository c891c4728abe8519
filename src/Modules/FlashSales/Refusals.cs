namespace Feria.FlashSales;

/// <summary>Every "no" this module can say.</summary>
public static class Refusals
{
    public static readonly Refusal FlashSaleNotFound = new(404, "flash_sale_not_found", "There is no such flash sale.");

    public static readonly Refusal FlashSaleNotOpen = new(409, "flash_sale_not_open",
        "This flash sale has not begun, or is over.");

    public static readonly Refusal SpotNotFound = new(404, "flash_spot_not_found",
        "You have no spot in the line of this flash sale.");

    public static readonly Refusal VerifiedNeeded = new(403, "flash_verified_needed",
        "This flash sale is for accounts with a verified e-mail address.");

    public static readonly Refusal TermsStand = new(409, "flash_terms_stand",
        "The line of this flash sale is open, so its terms stand. It can only be stopped.");

    public static readonly Refusal TimesCrossed = new(422, "flash_times_crossed",
        "A flash sale opens its line, then starts, then ends, all in the future and within a year.");

    public static readonly Refusal UnitsShort = new(409, "flash_units_short",
        "There are not enough free units of this offer to set aside.");

    public static readonly Refusal AddressTaken = new(409, "flash_address_taken",
        "Another flash sale has this address.");

    public static readonly Refusal OfferNotFound = new(404, "offer_not_found", "There is no such offer.");

    public static readonly Refusal OfferStays = new(409, "flash_offer_stays",
        "A flash sale keeps the offer it was made for. Stop it and make another.");

    public static readonly Refusal WrongCurrency = new(422, "flash_wrong_currency",
        "The price must be in the currency the offer is sold in.");
}
