namespace Feria.Inventory;

/// <summary>Every "no" this module can say.</summary>
public static class Refusals
{
    public static readonly Refusal OfferNotFound = new(404, "offer_not_found", "There is no such offer.");

    public static readonly Refusal StoreNotFound = new(404, "store_not_found", "There is no such store.");

    public static readonly Refusal SkuNotFound = new(404, "sku_not_found", "The store has no offer with this SKU.");

    public static readonly Refusal CountOrAdjustment = new(422, "count_or_adjustment",
        "Send either onHand, or adjustment with its why.");

    public static readonly Refusal StockOutOfBounds = new(422, "stock_out_of_bounds",
        "Units on hand must be between 0 and 1,000,000,000.");

    public static readonly Refusal StockBelowReserved = new(409, "stock_below_reserved",
        "Units are reserved for buyers, so there cannot be fewer on hand.");

    public static readonly Refusal StockChangedMeanwhile = new(409, "stock_changed_meanwhile",
        "There are other units on hand than when you looked. See what there is now, then count again.");

    public static readonly Refusal OutOfStock = new(409, "out_of_stock", "There are not enough units left.");

    public static readonly Refusal OfferForSale = new(409, "offer_for_sale",
        "This offer is for sale now: there is nothing to wait for.");

    public static readonly Refusal WaitingEmailNeeded = new(422, "waiting_email_needed",
        "Sign in, or say where to write to.");

    public static readonly Refusal TooManyWaiting = new(409, "too_many_waiting",
        "Nobody waits for more than 100 offers at once.");

    public static readonly Refusal WaitingOver = new(404, "waiting_over",
        "This link has run out: you were told, or waited no longer, or asked for another.");

    public static readonly Refusal DiscrepancyNotFound = new(404, "stock_discrepancy_not_found",
        "Nothing of that id was found to differ.");

    public static readonly Refusal DiscrepancySettled = new(409, "stock_discrepancy_settled",
        "Somebody settled this already.");

    public static readonly Refusal DiscrepancyTooDeep = new(409, "stock_discrepancy_too_deep",
        "Its movements themselves cannot be: a person must look at them first.");

    public static Refusal With(this Refusal refusal, Stock stock, long asked) =>
        refusal.With("asked", asked).With("onHand", stock.OnHand).With("reserved", stock.Reserved);
}
