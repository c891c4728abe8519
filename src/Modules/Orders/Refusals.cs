namespace Feria.Orders;

/// <summary>Every "no" this module can say.</summary>
public static class Refusals
{
    public static readonly Refusal OfferNotFound = new(404, "offer_not_found", "There is no such offer.");

    public static readonly Refusal NotForSale = new(409, "not_for_sale", "This is not for sale now.");

    public static readonly Refusal CartFull = new(422, "cart_full", "The cart is full; buy some of it first.");

    public static readonly Refusal TooManyUnits = new Refusal(422, "too_many_units",
        "So many units of one thing are not sold in one purchase.").At("quantity");

    public static readonly Refusal GuestsNotServed = new(403, "guests_not_served",
        "Sign in or register to buy: guests are not served right now.");

    public static readonly Refusal CountryNotServed = new Refusal(422, "country_not_served",
        "Nothing is delivered to this country.").At("country");

    public static readonly Refusal CartChanged = new(409, "cart_changed",
        "The cart changed since you last saw it. Look at it again, then repeat.");

    public static readonly Refusal NotInCart = new(404, "not_in_cart", "That is not in the cart.");

    public static readonly Refusal NotSaved = new(404, "not_saved", "That is not among what you saved for later.");

    public static readonly Refusal SavedFull = new(422, "saved_full",
        "At most 200 different items are saved for later.");

    public static readonly Refusal ListNotFound = new(404, "list_not_found", "There is no such list.");

    public static readonly Refusal ListFull = new(422, "list_full", "A list holds at most 200 things.");

    public static readonly Refusal TooManyLists = new(422, "too_many_lists", "Nobody keeps more than 30 lists.");

    public static readonly Refusal NotOnList = new(404, "not_on_list", "That is not on this list.");

    public static readonly Refusal CartEmpty = new(422, "cart_empty", "There is nothing to buy: the cart is empty.");

    public static readonly Refusal CouponUnknown = new Refusal(422, "coupon_unknown", "There is no such coupon.")
        .At("coupon");

    public static readonly Refusal CouponEnded = new Refusal(422, "coupon_ended", "This coupon is over.").At("coupon");

    public static readonly Refusal CouponNotForThis = new Refusal(422, "coupon_not_for_this",
        "This coupon is good for other purchases than this one.").At("coupon");

    public static readonly Refusal CouponUsedUp = new Refusal(409, "coupon_used_up",
        "This coupon was used as often as it is good for.").At("coupon");

    public static readonly Refusal CouponUsedByYou = new Refusal(409, "coupon_used_by_you",
        "You have used this coupon as often as you may.").At("coupon");

    public static readonly Refusal CouponSignIn = new Refusal(422, "coupon_sign_in",
        "This coupon is for those who have an account. Sign in first.").At("coupon");

    public static readonly Refusal SeveralCurrencies = new(422, "several_currencies",
        "One purchase is in one currency. Buy the items of each currency by themselves.");

    public static readonly Refusal OutOfStock = new(409, "out_of_stock", "There are not enough units left.");

    public static readonly Refusal QuoteChanged = new(409, "quote_changed",
        "The total changed since you last saw it. Look at the new one, then buy again.");

    public static readonly Refusal DeliveryMethodNotPossible = new Refusal(409, "delivery_method_not_possible",
        "The store does not deliver this there in the way you chose. Look at what it offers, then choose again.")
        .At("delivery");

    public static readonly Refusal DeliveryNotPossible = new Refusal(409, "delivery_not_possible",
        "A store does not send this there. Choose another address, or one of the ways it offers.").At("delivery");

    public static readonly Refusal AddressNeeded = new Refusal(422, "address_needed",
        "Say where to deliver: one of your addresses, or an address.").At("address");

    public static readonly Refusal AddressNotFound = new Refusal(422, "no_such_address",
        "You have no such address.").At("addressId");

    public static readonly Refusal ContactNeeded = new Refusal(422, "contact_needed",
        "Say who you are: a name and an e-mail address to write to.").At("contact");

    public static readonly Refusal MethodUnavailable = new Refusal(422, "method_unavailable",
        "This shop cannot be paid that way now. Choose another.").At("payment.method");

    public static readonly Refusal CheckoutNotFound = new(404, "checkout_not_found", "You have no such purchase.");

    public static readonly Refusal OrderNotFound = new(404, "order_not_found", "You have no such order.");

    public static readonly Refusal OrderOnItsWay = new(409, "order_on_its_way",
        "The order is already on its way and can no longer be cancelled.");

    public static readonly Refusal StatusNotReachable = new(409, "status_not_reachable",
        "The order cannot go to that status from where it stands.");

    public static readonly Refusal StoreNotFound = new(404, "store_not_found", "There is no such store.");

    public static readonly Refusal RoleLacks = new(403, "store_role_lacks",
        "Your role in this store does not allow this.");

    public static readonly Refusal NoSuchLine = new Refusal(422, "order_line_not_found",
        "The order has no line of that number.").At("lines");

    public static readonly Refusal UnitsNotLeft = new(409, "units_not_left",
        "So many units are not left to send. Look at what there is now, then try again.");

    public static readonly Refusal CarrierNeeded = new Refusal(422, "carrier_needed",
        "Say who carries the parcel: a number alone tells the buyer nothing.").At("carrier");

    public static readonly Refusal TooManyShipments = new(409, "too_many_shipments",
        "An order is sent in 100 parcels at most.");

    public static readonly Refusal TooManySteps = new(409, "too_many_shipment_steps",
        "The history of a parcel has 100 entries at most.");

    public static readonly Refusal ShipmentNotFound = new(404, "shipment_not_found", "The order has no such parcel.");

    public static readonly Refusal ShipmentChanged = new(409, "shipment_changed",
        "Somebody corrected this parcel since you opened it. Look at what there is now, then try again.");

    public static readonly Refusal ShipmentStatusNotReachable = new(409, "shipment_status_not_reachable",
        "The parcel cannot go to that status from where it stands.");

    public static readonly Refusal ShipmentTimeWrong = new Refusal(422, "shipment_time_wrong",
        "This happened after what is known of the parcel, and not in the future.").At("at");

    public static readonly Refusal ReturnNotFound = new(404, "return_not_found", "There is no such return.");

    public static readonly Refusal ReasonDoesNotFit = new Refusal(422, "return_reason_unfit",
        "That is no reason for what you ask. Choose another.").At("reason");

    public static readonly Refusal UnitsNotReturnable = new Refusal(409, "units_not_returnable",
        "So many units cannot be sent back or claimed now. Look at what can, then try again.").At("lines");

    public static readonly Refusal TooManyReturns = new(409, "too_many_returns", "An order has 50 returns at most.");

    public static readonly Refusal TooManyRefunds = new(409, "too_many_refunds", "An order has 100 refunds at most.");

    public static readonly Refusal ReturnNotReachable = new(409, "return_not_reachable",
        "The return cannot go there from where it stands. Look at what there is now.");

    public static readonly Refusal WordsNeeded = new Refusal(422, "words_needed",
        "Say why: the buyer reads it.").At("words");

    public static readonly Refusal RefundCurrency = new Refusal(422, "refund_currency",
        "Money goes back in the order's currency.").At("amount");

    public static readonly Refusal RefundNothing = new(409, "refund_nothing",
        "Nothing of this order's money is left to give back.");

    public static readonly Refusal CancelInstead = new(409, "cancel_instead",
        "Nothing was sent yet: cancel the order, and all of its money goes back.");

    public static readonly Refusal MoreThanReturned = new Refusal(422, "more_than_returned",
        "No more units can go on the shelf than came back.").At("lines");

    public static readonly Refusal NoExchange = new Refusal(409, "return_no_exchange",
        "The buyer wants the money, not the same again.").At("anew");

    public static readonly Refusal NothingToExchange = new Refusal(409, "nothing_to_exchange",
        "There are not enough units to send anew. Give the money back instead.").At("anew");

    public static readonly Refusal NothingUnsent = new(409, "nothing_unsent",
        "Nothing is left to send that could be given up.");

    public static readonly Refusal PictureUnknown = new Refusal(422, "return_picture_unknown",
        "One of these pictures was not sent here.").At("pictures");

    public static readonly Refusal FlashSaleNotFound = new(404, "flash_sale_not_found", "There is no such flash sale.");

    public static readonly Refusal FlashSaleNotOpen = new(409, "flash_sale_not_open",
        "This flash sale has not begun, or is over.");

    public static readonly Refusal FlashTurnNeeded = new(409, "flash_turn_needed",
        "It is not your turn: take a spot in the line of this flash sale and wait to be let in.");

    public static readonly Refusal FlashTurnOver = new(409, "flash_turn_over",
        "Your turn in this flash sale is over; its units went to the next in line.");

    public static readonly Refusal FlashLimit = new(409, "flash_limit",
        "This flash sale sells you fewer units than that.");

    public static readonly Refusal FlashItemsWrong = new(422, "flash_items_wrong",
        "A purchase in a flash sale is of its own offer and nothing else.");
}
