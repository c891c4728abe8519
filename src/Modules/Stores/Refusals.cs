namespace Feria.Stores;

/// <summary>Every "no" the stores can say.</summary>
public static class Refusals
{
    public static readonly Refusal StoreNotFound = new(404, "store_not_found", "There is no such store.");

    public static readonly Refusal RoleLacks = new(403, "store_role_lacks",
        "Your role in this store does not allow this.");

    public static readonly Refusal KeyLacks = new(403, "store_key_lacks",
        "The scopes of this key do not allow this.");

    public static readonly Refusal KeyRests = new(403, "store_key_rests",
        "The store is suspended or closed: its keys open nothing.");

    public static readonly Refusal WrongStatus = new(409, "store_wrong_status",
        "The store's status does not allow this.");

    public static readonly Refusal ChangedMeanwhile = new(409, "store_changed_meanwhile",
        "Somebody changed the store since you opened it. Look at what there is now, then try again.");

    public static readonly Refusal RequirementsMissing = new(409, "store_requirements_missing",
        "Some of what is asked of a store is still missing.");

    public static readonly Refusal TooManyStores = new(409, "too_many_stores",
        "An account works in 20 stores at most.");

    public static readonly Refusal RequirementNotFound = new(404, "store_requirement_not_found",
        "Nothing of that name is asked of stores.");

    public static readonly Refusal RequirementNotYours = new(409, "store_requirement_not_yours",
        "This is looked at by Feria or by the platform's staff; it cannot be said by the store.");

    public static readonly Refusal RequirementComputed = new(409, "store_requirement_computed",
        "Feria looks for itself whether this is met.");

    public static readonly Refusal WhyNeeded = new(422, "store_why_needed", "Say why: the store's owners are told.");

    public static readonly Refusal HolidayOver = new(422, "store_holiday_over",
        "A holiday ends in the future, within a year.");

    public static readonly Refusal TooManyStaff = new(409, "too_many_staff",
        "A store has 50 people and invitations at most.");

    public static readonly Refusal InvitationNotFound = new(404, "store_invitation_not_found",
        "This invitation was used, taken back, or is too old. Ask for another.");

    public static readonly Refusal StaffNotFound = new(404, "store_staff_not_found",
        "Nobody of that id works in this store.");

    public static readonly Refusal LastOwner = new(409, "store_last_owner", "A store keeps an owner.");

    public static readonly Refusal KindStays = new(409, "store_requirement_kind_stays",
        "A requirement keeps its kind, and only Feria itself brings what it computes.");

    public static readonly Refusal TooManyRequirements = new(409, "too_many_store_requirements",
        "No more than 50 things can be asked of stores.");

    public static readonly Refusal FeeNotFound = new(404, "fee_not_found", "There is no such fee.");

    public static readonly Refusal FeeTakesNothing = new(422, "fee_takes_nothing",
        "A fee takes a share, a fixed sum, or at least something.");

    public static readonly Refusal FeeScopeWrong = new(422, "fee_scope_wrong",
        "A fee is in a known currency, of a category or a product and not both, and its most is not under its least.");

    public static readonly Refusal TooManyFees = new(409, "too_many_fees",
        "No more than 500 rules of fees are in force at once.");

    public static readonly Refusal DeliveryMethodNotFound = new(404, "delivery_method_not_found",
        "The store has no such method of delivery.");

    public static readonly Refusal DeliveryMethodChanged = new(409, "delivery_method_changed",
        "Somebody changed this method of delivery since you opened it. Look at what there is now, then try again.");

    public static readonly Refusal DeliveryDaysWrong = new Refusal(422, "delivery_days_wrong",
        "It takes no fewer days at most than at least.").At("daysMost");

    public static readonly Refusal DeliveryKindUnclear = new Refusal(422, "delivery_kind_unclear",
        "What is shipped has zones that say its price and no place; what is picked up has a place and no zones.")
        .At("kind");

    public static readonly Refusal DeliveryPriceUnclear = new Refusal(422, "delivery_price_unclear",
        "A zone has one price, or bands of weight from the lightest to the heaviest.").At("zones");

    public static readonly Refusal DeliveryAreaUnclear = new Refusal(422, "delivery_area_unclear",
        "An area is a country, a region of one, or the beginning of a postal code in one: not two of these.")
        .At("zones");

    public static readonly Refusal DeliveryAreaTwice = new Refusal(422, "delivery_area_twice",
        "The same area stands twice: nobody could say which price is meant.").At("zones");

    public static readonly Refusal TooManyDeliveryAreas = new Refusal(422, "too_many_delivery_areas",
        "The zones of a method have 300 areas at most.").At("zones");

    public static readonly Refusal TooManyDeliveryMethods = new(409, "too_many_delivery_methods",
        "A store has 10 methods of delivery at most.");

    public static readonly Refusal NoNewStores = new(403, "no_new_stores", "No new stores are taken right now.");

    public static readonly Refusal CurrencyNotAccepted = new Refusal(422, "currency_not_accepted",
        "Stores here are not priced in this currency.").At("currency");
}
