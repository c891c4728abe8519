namespace Feria.Verify;

/// <summary>
/// Every reference that no foreign key guards, and the few columns that look like one and are not. A test holds this
/// list against the schema, so that a new column cannot be forgotten.
/// </summary>
public static class References
{
    const string OfOneProduct = "f.product_id <> '00000000-0000-0000-0000-000000000000'";

    // What is sent in exchange is sold under its return's id.
    const string OfNoReturn = "not exists (select from orders.return r where r.region = f.region and r.id = f.";
    const string Key = "integrations.api_key (id)";

    public static readonly IReadOnlyList<Reference> All =
    [
        new("stores.staff (account_id)", "accounts.account (id)"),
        new("stores.requirement_met (by_account)", "accounts.account (id)"),
        new("stores.store_history (actor)", "accounts.account (id)"),
        new("stores.invitation (invited_by)", "accounts.account (id)"),
        new("stores.fee (product_id)", "catalog.product (id)"),
        new("stores.fee (made_by)", "accounts.account (id)"),
        new("stores.fee (ended_by)", "accounts.account (id)"),

        new("catalog.scheduled_price (made_by)", "accounts.account (id)"),

        new("marketing.promotion (owner_id)", "stores.store (id)", "f.funded_by = 'seller'"),
        new("marketing.promotion (made_by)", "accounts.account (id)"),
        new("marketing.promotion_store (region, promotion_id)", "marketing.promotion (region, id)"),
        new("marketing.promotion_store (store_id)", "stores.store (id)"),
        new("marketing.promotion_product (region, promotion_id)", "marketing.promotion (region, id)"),
        new("marketing.promotion_product (product_id)", "catalog.product (id)"),
        new("marketing.use (region, promotion_id)", "marketing.promotion (region, id)"),
        new("marketing.use (region, checkout_id)", "orders.checkout (region, id)"),
        new("marketing.use (account_id)", "accounts.account (id)"),
        new("marketing.banner (made_by)", "accounts.account (id)"),
        new("marketing.sponsorship (made_by)", "accounts.account (id)"),
        new("marketing.sponsored_offer (offer_id)", "catalog.offer (id)"),
        new("marketing.sponsored_offer (product_id)", "catalog.product (id)"),
        new("marketing.sponsored_click (sponsored_offer_id)", "marketing.sponsored_offer (id)"),

        new("media.picture (made_by)", "accounts.account (id)"),
        new("media.upload (account_id)", "accounts.account (id)"),

        new("inventory.stock (offer_id)", "catalog.offer (id)"),
        new("inventory.reservation (region, offer_id)", "inventory.stock (region, offer_id)"),
        new("inventory.reservation (region, checkout_id)", "orders.checkout (region, id)",
            OfNoReturn + "checkout_id)"),
        new("inventory.movement (region, offer_id)", "inventory.stock (region, offer_id)"),
        new("inventory.movement (region, cause)", "orders.checkout (region, id)",
            "f.kind = 'sale' and " + OfNoReturn + "cause)"),
        new("inventory.movement (region, cause)", "orders.store_order (region, id)", "f.kind = 'restock'"),
        new("inventory.movement (actor)", "accounts.account (id)", Or: Key),
        new("inventory.low_spell (region, offer_id)", "inventory.stock (region, offer_id)"),
        new("inventory.low_spell (store_id)", "stores.store (id)"),
        new("inventory.waiting (offer_id)", "catalog.offer (id)"),
        new("inventory.waiting (account_id)", "accounts.account (id)"),
        new("inventory.discrepancy (region, offer_id)", "inventory.stock (region, offer_id)"),
        new("inventory.discrepancy (settled_by)", "accounts.account (id)"),
        new("inventory.set_aside (region, offer_id)", "inventory.stock (region, offer_id)"),
        new("inventory.set_aside (region, id)", "flashsales.sale (region, id)"),
        new("inventory.reservation (region, set_aside_id)", "inventory.set_aside (region, id)"),

        new("flashsales.sale (offer_id)", "catalog.offer (id)"),
        new("flashsales.sale (region, id)", "inventory.set_aside (region, id)"),
        new("flashsales.sale (made_by)", "accounts.account (id)"),
        new("flashsales.spot (region, sale_id)", "flashsales.sale (region, id)"),
        new("flashsales.spot (account_id)", "accounts.account (id)"),
        new("flashsales.taking (region, sale_id)", "flashsales.sale (region, id)"),
        new("flashsales.taking (region, spot_id)", "flashsales.spot (region, id)"),
        new("flashsales.taking (region, checkout_id)", "orders.checkout (region, id)"),

        new("orders.cart (account_id)", "accounts.account (id)"),
        new("orders.cart_item (offer_id)", "catalog.offer (id)"),
        new("orders.saved_item (offer_id)", "catalog.offer (id)"),
        new("orders.list (account_id)", "accounts.account (id)"),
        new("orders.list_item (offer_id)", "catalog.offer (id)"),
        new("orders.list_item (product_id)", "catalog.product (id)"),
        new("orders.checkout (account_id)", "accounts.account (id)"),
        new("orders.checkout (region, flash_sale_id)", "flashsales.sale (region, id)"),
        new("orders.store_order (region, checkout_id)", "orders.checkout (region, id)"),
        new("orders.store_order (account_id)", "accounts.account (id)"),
        new("orders.store_order (store_id)", "stores.store (id)"),
        new("orders.order_line (region, order_id)", "orders.store_order (region, id)"),
        new("orders.order_line (offer_id)", "catalog.offer (id)"),
        new("orders.order_line (product_id)", "catalog.product (id)"),
        new("orders.order_line (variant_id)", "catalog.variant (id)"),
        new("orders.order_discount (region, order_id)", "orders.store_order (region, id)"),
        new("orders.order_discount (region, promotion_id)", "marketing.promotion (region, id)"),
        new("orders.order_history (region, order_id)", "orders.store_order (region, id)"),
        new("orders.order_history (actor)", "accounts.account (id)", Or: Key),
        new("orders.shipment_history (actor)", "accounts.account (id)", Or: Key),
        new("orders.order_fee (region, order_id)", "orders.store_order (region, id)"),
        new("orders.return (store_id)", "stores.store (id)"),
        new("orders.return_history (actor)", "accounts.account (id)", Or: Key),
        new("orders.refund (actor)", "accounts.account (id)", Or: Key),

        new("payments.payment (region, checkout_id)", "orders.checkout (region, id)"),
        new("payments.payment_event (region, payment_id)", "payments.payment (region, id)"),
        new("payments.sale (region, payment_id)", "payments.payment (region, id)"),
        new("payments.sale (region, order_id)", "orders.store_order (region, id)"),
        new("payments.sale (store_id)", "stores.store (id)"),
        new("payments.refund (region, order_id)", "payments.sale (region, order_id)"),
        new("payments.journal (region, payment_id)", "payments.payment (region, id)"),
        new("payments.journal (region, order_id)", "payments.sale (region, order_id)"),
        new("payments.entry (region, journal_id)", "payments.journal (region, id)"),
        new("payments.entry (region, account, owner, currency)",
            "payments.ledger_account (region, name, owner, currency)"),
        new("payments.ledger_account (owner)", "stores.store (id)", "f.name in ('store', 'payable', 'payouts_due')"),
        new("payments.journal (region, payout_id)", "payments.payout (region, id)"),
        new("payments.kept_back (region, order_id)", "payments.sale (region, order_id)"),
        new("payments.dispute_order (region, order_id)", "payments.sale (region, order_id)"),
        new("payments.dispute_order (store_id)", "stores.store (id)"),
        new("payments.evidence (store_id)", "stores.store (id)"),
        new("payments.evidence (account_id)", "accounts.account (id)"),
        new("payments.payout_file (made_by)", "accounts.account (id)"),
        new("payments.settlement (noted_by)", "accounts.account (id)"),

        new("community.review (account_id)", "accounts.account (id)"),
        new("community.review (order_id)", "orders.store_order (id)"),
        new("community.review (replied_by)", "accounts.account (id)", Or: Key),
        new("community.helpful (account_id)", "accounts.account (id)"),
        new("community.conversation (region, order_id)", "orders.store_order (region, id)"),
        new("community.message (account_id)", "accounts.account (id)", Or: Key),
        new("community.attachment (account_id)", "accounts.account (id)", Or: Key),
        new("community.question (account_id)", "accounts.account (id)"),
        new("community.answer (answered_by)", "accounts.account (id)"),

        new("insights.sale (store_id)", "stores.store (id)"),
        new("insights.sale (product_id)", "catalog.product (id)", OfOneProduct),
        new("insights.visit (store_id)", "stores.store (id)"),
        new("insights.visit (product_id)", "catalog.product (id)", OfOneProduct),

        new("integrations.api_key (made_by)", "accounts.account (id)"),
        new("integrations.api_key (revoked_by)", "accounts.account (id)"),
        new("integrations.endpoint (made_by)", "accounts.account (id)"),

        new("trust.case_file (account_id)", "accounts.account (id)"),
        new("trust.case_file (store_id)", "stores.store (id)"),
        new("trust.case_file (appeal_of)", "trust.decision (id)"),
        new("trust.case_file (handed_up_by)", "accounts.account (id)"),
        new("trust.case_file (taken_by)", "accounts.account (id)"),
        new("trust.report (account_id)", "accounts.account (id)"),
        new("trust.decision (by_account)", "accounts.account (id)"),
        new("trust.decision (account_id)", "accounts.account (id)"),
        new("trust.decision (store_id)", "stores.store (id)"),
        new("trust.appeal (account_id)", "accounts.account (id)"),
        new("trust.case_history (actor)", "accounts.account (id)"),

        new("notifications.notice (account_id)", "accounts.account (id)"),
        new("notifications.wish (account_id)", "accounts.account (id)"),
        new("notifications.held (account_id)", "accounts.account (id)"),
        new("notifications.receiver (account_id)", "accounts.account (id)"),
        new("notifications.message (account_id)", "accounts.account (id)"),
        new("notifications.phone_code (account_id)", "accounts.account (id)"),

        new("search.document (product_id)", "catalog.product (id)"),
        new("search.card (offer_id)", "catalog.offer (id)"),
        new("search.card (store_id)", "stores.store (id)"),
        new("search.listing (offer_id)", "catalog.offer (id)"),
        new("search.sale (product_id)", "catalog.product (id)"),
    ];

    /// <summary>Columns of ids that name no row, each with its reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> NotOne = new Dictionary<string, string>
    {
        ["catalog.sheet.by_whom"] = "an account or a store's key; both may be gone before the sheet is",
        ["catalog.sheet_row.product_id"] = "what a row is about stays told when the listing went",
        ["integrations.delivery.event_id"] = "an event of the log, or what a test was told of",
        ["media.use.owner_id"] = "a product, a review, a banner or a return shows it, and one that went is let go of",
        ["notifications.message.receiver_id"] = "what waits for a phone or a device that went ends as unwanted",
        ["notifications.receiver.session_id"] = "a session that ended is heard of a moment later",
        ["operations.rebuild.after"] = "where a walk through ids is, whatever they are of",
        ["payments.kept_back.cause"] = "whatever is open about the order: a dispute, or something of another module",
        ["orders.checkout.mark"] = "made of the caller's Idempotency-Key",
        ["recommendations.behaviour.account_id"] = "what was done stays when its doer is forgotten",
        ["recommendations.behaviour.offer_id"] = "goes with its month, whatever became of the offer",
        ["recommendations.behaviour.product_id"] = "told by browsers, so it may be anything",
        ["recommendations.trending.product_id"] = "made of behaviour; what is unknown is not shown",
        ["search.gone.product_id"] = "products that are no more",
        ["trust.standing.party_id"] = "an account or a store; strikes of who left stay counted",
        ["trust.strike.party_id"] = "an account or a store; strikes of who left stay counted",
    };
}
