using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// Places many checkouts in one transaction: load and lock → decide in arrival order → apply. A batch costs one
/// statement a table, so a hot offer's row is locked once a batch. Locks: carts by id, spots in flash sales by id,
/// promotions that are counted by id, then stock by offer id.
/// </summary>
public sealed class Place(
    Carts carts, IOfferBook offers, IStoreBook stores, IStock stock, IFlashSales flashSales, IPromotions promotions,
    IPayments payments, HoldTimes holds, CartLimits limits, Vault vault, TimeProvider clock)
{
    /// <summary>
    /// What became of each draft, in order, with the checkout where there is one now. Nothing of a refused one is
    /// written.
    /// </summary>
    /// <param name="meanwhile">What is done with it while PostgreSQL writes; it must not use the transaction.</param>
    public async Task<IReadOnlyList<Decision>> BatchAsync(
        Tx tx, IReadOnlyList<Draft> drafts, Func<IReadOnlyList<Decision>, Task>? meanwhile = null)
    {
        var (loaded, facts) = await LoadAndLockAsync(tx, drafts);
        var decisions = Placement.Decide(loaded, facts with { MostUnits = limits.Units });
        var placed = decisions.Where(decision => decision.Quote is not null).ToList();
        if (placed.Count == 0)
        {
            await DoneWithAsync(decisions);
            return decisions;
        }

        var checkouts = await NumberAsync(tx, placed);
        var opened = payments.Open(tx, [.. checkouts.Select(checkout => checkout.Payable)])
            .ToDictionary(one => one.Payable.Checkout);
        var shown = checkouts.ToDictionary(checkout => checkout.Draft.Id, checkout => checkout.Shown);
        IReadOnlyList<Decision> told =
        [
            .. decisions.Select(decision => shown.TryGetValue(decision.Draft.Id, out var checkout)
                ? decision with { Checkout = checkout, Opened = opened[decision.Draft.Id] }
                : decision),
        ];
        await Task.WhenAll(WriteAsync(tx, checkouts), DoneWithAsync(told));
        return told;

        // Async, so that also where it fails the writing is waited for.
        async Task DoneWithAsync(IReadOnlyList<Decision> decided)
        {
            if (meanwhile is not null) await meanwhile(decided);
        }
    }

    async Task<(IReadOnlyList<Draft>, MarketFacts)> LoadAndLockAsync(Tx tx, IReadOnlyList<Draft> drafts)
    {
        var buyers = drafts.Where(draft => draft.Lines is null).Select(draft => draft.Owner).ToList();
        var held = buyers.Count == 0 ? [] : await carts.LockAsync(tx, buyers);
        var byOwner = held.ToDictionary(cart => cart.Owner.Key);
        var asked = drafts.Where(draft => draft.Lines is not null).SelectMany(draft => draft.Lines!)
            .Select(line => line.Offer);
        Guid[] wanted = [.. held.SelectMany(cart => cart.Items).Select(item => item.Offer).Concat(asked).Distinct()];

        // Read before the stock is locked: the hot rows are held for as few round trips as can be.
        var terms = await offers.TermsAsync(tx, wanted);
        var sellers = await stores.TermsAsync(tx, [.. terms.Select(offer => offer.Store).Distinct()]);
        if (sellers.Any(store => store.Fees.Any(fee => fee.Category is not null)))
            terms = await WithCategoriesAsync(tx, terms);
        var facts = new MarketFacts(
            terms.ToDictionary(offer => offer.Offer), sellers.ToDictionary(store => store.Id),
            new Dictionary<Guid, long>());
        IReadOnlyList<Draft> filled =
            [.. drafts.Select(draft => draft.Lines is null ? Fill(draft, byOwner, facts) : draft)];
        var turns = await TurnsAsync(tx, drafts);
        var offered = promotions.MayHave(facts.Stores.Keys) || filled.Any(draft => draft.Code is not null)
            ? await promotions.LoadAndLockAsync(tx, Placement.Baskets(filled, facts))
            : Offered.Nothing;
        var free = await stock.LoadAndLockAsync(tx, wanted);
        var sales = drafts.Select(draft => draft.FlashSale).OfType<Guid>().Distinct().ToArray();
        var aside = sales.Length == 0 ? [] : await stock.LoadSetAsideAsync(tx, sales);

        return (filled, facts with
        {
            Free = free.ToDictionary(units => units.Offer, units => units.Free),
            Turns = turns,
            SetAside = aside.ToDictionary(units => units.Id, units => units.Quantity),
            Offered = offered,
        });
    }

    async Task<IReadOnlyList<OfferTerms>> WithCategoriesAsync(Tx tx, IReadOnlyList<OfferTerms> terms)
    {
        var paths = await offers.CategoriesAsync(tx, [.. terms.Select(offer => offer.Product).Distinct()]);
        return [.. terms.Select(offer => offer with { Categories = paths.GetValueOrDefault(offer.Product, []) })];
    }

    async Task<IReadOnlyDictionary<Guid, FlashTurn>> TurnsAsync(Tx tx, IReadOnlyList<Draft> drafts)
    {
        var wishing = drafts.Where(draft => draft.FlashSale is not null).ToList();
        if (wishing.Count == 0) return new Dictionary<Guid, FlashTurn>();
        var turns = await flashSales.LoadAndLockAsync(tx, [.. wishing.Select(draft =>
            new FlashWish(draft.FlashSale!.Value, draft.Owner.Account, draft.Owner.Guest))]);
        return wishing.Zip(turns).ToDictionary(pair => pair.First.Id, pair => pair.Second);
    }

    // What is gone for good was not shown in the cart either, so it is not bought and keeps nothing else from being
    // bought.
    static Draft Fill(Draft draft, IReadOnlyDictionary<string, Carts.Held> held, MarketFacts facts)
    {
        var cart = held.GetValueOrDefault(draft.Owner.Key);
        return draft with
        {
            Cart = cart?.Id,
            Kept = cart?.Coupon,
            Lines = [.. (cart?.Items ?? [])
                .Where(item => facts.Offers.ContainsKey(item.Offer))
                .Select(item => new Wanted(item.Offer, item.Quantity))],
        };
    }

    async Task<IReadOnlyList<PlacedCheckout>> NumberAsync(Tx tx, IReadOnlyList<Decision> placed)
    {
        // To the microsecond, as PostgreSQL keeps it: the answer says what is read later.
        var ticks = clock.GetUtcNow().UtcTicks;
        var now = new DateTime(ticks - ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
        var numbers = await tx.ListAsync<long>(NumbersSql, new { placed.Count });
        return
        [
            .. placed.Zip(numbers, (decision, number) => new PlacedCheckout(
                decision.Draft, decision.Quote!, Number.Of(number), now,
                payments.IsAgreed(decision.Draft.Method, decision.Quote!.Total))
            {
                Turn = decision.Turn, Uses = decision.Uses, Hold = holds.Of(decision.Draft.Method),
            }),
        ];
    }

    async Task WriteAsync(Tx tx, IReadOnlyList<PlacedCheckout> checkouts)
    {
        var orders = checkouts.SelectMany(checkout => checkout.Orders).ToList();
        InsertCheckouts(tx, checkouts);
        InsertOrders(tx, orders);
        InsertLines(tx, orders);
        InsertDiscounts(tx, orders);
        InsertFees(tx, [.. orders.Where(order => order.Part.Store.Fees.Count > 0)]);
        Guid[] bought = [.. checkouts.Select(checkout => checkout.Draft.Cart).OfType<Guid>()];
        if (bought.Length > 0) tx.Later(EmptyCartsSql, new { tx.Region, bought });
        await promotions.TakeAsync(tx, [.. checkouts.SelectMany(checkout => checkout.Uses.Select(promotion =>
            new PromotionUse(promotion, checkout.Draft.Id, checkout.Draft.Owner.Account)))]);
        await stock.SellFreeAsync(tx, Units(orders, areSoldAtOnce: true));
        await stock.ReserveAsync(tx, Units(orders, areSoldAtOnce: false));
        await TakeAsync(tx, [.. checkouts.Where(checkout => checkout.Turn is not null)]);
        foreach (var order in orders) tx.Append(order.Placed);
        foreach (var order in orders.Where(order => order.Checkout.IsAgreed)) tx.Append(order.Confirmed);
    }

    // What was set aside for a flash sale is handed to the checkout first, also where that is a sale already.
    static List<Hold> Units(IReadOnlyList<PlacedOrder> orders, bool areSoldAtOnce) =>
    [
        .. orders
            .Where(order => (order.Checkout is { IsAgreed: true, Turn: null }) == areSoldAtOnce)
            .SelectMany(order => order.Part.Lines.Select(line => new Hold(
                order.Checkout.Draft.Id, line.Offer.Offer, line.Quantity, order.Checkout.ExpiresAt,
                order.Checkout.Draft.FlashSale))),
    ];

    async Task TakeAsync(Tx tx, IReadOnlyList<PlacedCheckout> ofFlashSales)
    {
        if (ofFlashSales.Count == 0) return;
        await flashSales.TakeAsync(tx, [.. ofFlashSales.Select(checkout => new FlashTaking(
            checkout.Draft.Id, checkout.Draft.FlashSale!.Value, checkout.Turn!.Spot,
            checkout.Orders.Sum(order => order.Part.Lines.Sum(line => line.Quantity)), checkout.ExpiresAt))]);
        Guid[] sold = [.. ofFlashSales.Where(checkout => checkout.IsAgreed).Select(checkout => checkout.Draft.Id)];
        if (sold.Length == 0) return;
        await flashSales.SellAsync(tx, sold);
        await stock.SellAsync(tx, sold);
    }

    void InsertCheckouts(Tx tx, IReadOnlyList<PlacedCheckout> rows) =>
        tx.Later(CheckoutsSql, new
    {
        tx.Region,
        now = rows[0].Now,
        ids = rows.Select(row => row.Draft.Id).ToArray(),
        numbers = rows.Select(row => row.Number).ToArray(),
        marks = rows.Select(row => row.Draft.Mark).ToArray(),
        accounts = rows.Select(row => row.Draft.Owner.Account).ToArray(),
        guests = rows.Select(row => row.Draft.Owner.Guest).ToArray(),
        statuses = rows.Select(row => row.Status).ToArray(),
        methods = rows.Select(row => row.Draft.Method).ToArray(),
        currencies = rows.Select(row => row.Quote.Total.Currency).ToArray(),
        totals = rows.Select(row => row.Quote.Total.Amount).ToArray(),
        locales = rows.Select(row => row.Draft.Recipient.Locale).ToArray(),
        contacts = rows.Select(row => Person.Seal(vault, row.Draft.Recipient)).ToArray(),
        contactIndexes = rows.Select(row => Person.Index(vault, row.Draft.Recipient.Email)).ToArray(),
        addresses = rows.Select(row => Person.Seal(vault, row.Draft.Address)).ToArray(),
        countries = rows.Select(row => row.Draft.Address.Country).ToArray(),
        regions = rows.Select(row => Person.RegionCode(row.Draft.Address)).ToArray(),
        zones = rows.Select(row => Person.PostalZone(row.Draft.Address)).ToArray(),
        expiries = rows.Select(row => row.ExpiresAt).ToArray(),
        settled = rows.Select(row => row.IsAgreed ? row.Now : (DateTime?)null).ToArray(),
        flashSales = rows.Select(row => row.Draft.FlashSale).ToArray(),
        haveUses = rows.Select(row => row.Uses.Count > 0).ToArray(),
    });

    static void InsertOrders(Tx tx, IReadOnlyList<PlacedOrder> rows)
    {
        var steps = rows.SelectMany(row => row.Steps.Select(status => (row.Id, Step: Id.New(), Status: status)))
            .ToList();
        tx.Later(OrdersSql, new
        {
            tx.Region,
            now = rows[0].Checkout.Now,
            ids = rows.Select(row => row.Id).ToArray(),
            checkouts = rows.Select(row => row.Checkout.Draft.Id).ToArray(),
            numbers = rows.Select(row => row.Number).ToArray(),
            accounts = rows.Select(row => row.Checkout.Draft.Owner.Account).ToArray(),
            guests = rows.Select(row => row.Checkout.Draft.Owner.Guest).ToArray(),
            stores = rows.Select(row => row.Part.Store.Id).ToArray(),
            names = rows.Select(row => row.Part.Store.Name).ToArray(),
            slugs = rows.Select(row => row.Part.Store.Slug).ToArray(),
            currencies = rows.Select(row => row.Part.Total.Currency).ToArray(),
            items = rows.Select(row => row.Part.Items.Amount).ToArray(),
            deliveries = rows.Select(row => row.Part.Delivery.Amount).ToArray(),
            totals = rows.Select(row => row.Part.Total.Amount).ToArray(),
            basisPoints = rows.Select(row => row.Part.Store.CommissionBasisPoints).ToArray(),
            commissions = rows.Select(row => row.Part.Commission.Amount).ToArray(),
            taxes = rows.Select(row => row.Part.FeeTax.Amount).ToArray(),
            discounts = rows.Select(row => row.Part.Discount.Amount).ToArray(),
            subsidies = rows.Select(row => row.Part.Subsidy.Amount).ToArray(),
            promises = rows.Select(row => Promised.Write(row.Promise)).ToArray(),
            statuses = rows.Select(row => row.Steps[^1]).ToArray(),
            stepOrders = steps.Select(step => step.Id).ToArray(),
            steps = steps.Select(step => step.Step).ToArray(),
            stepStatuses = steps.Select(step => step.Status).ToArray(),
        });
    }

    static void InsertLines(Tx tx, IReadOnlyList<PlacedOrder> orders)
    {
        var rows = orders.SelectMany(
            order => order.Part.Lines.Select((line, i) => (Order: order.Id, Position: (short)i, Line: line)))
            .ToList();
        tx.Later(LinesSql, new
        {
            tx.Region,
            orders = rows.Select(row => row.Order).ToArray(),
            positions = rows.Select(row => row.Position).ToArray(),
            offers = rows.Select(row => row.Line.Offer.Offer).ToArray(),
            products = rows.Select(row => row.Line.Offer.Product).ToArray(),
            variants = rows.Select(row => row.Line.Offer.Variant).ToArray(),
            skus = rows.Select(row => row.Line.Offer.Sku).ToArray(),
            titles = rows.Select(row => row.Line.Offer.Title).ToArray(),
            slugs = rows.Select(row => row.Line.Offer.Slug).ToArray(),
            options = rows.Select(row => row.Line.Offer.Options).ToArray(),
            pictures = rows.Select(row => row.Line.Offer.Picture).ToArray(),
            quantities = rows.Select(row => row.Line.Quantity).ToArray(),
            prices = rows.Select(row => row.Line.Price.Amount).ToArray(),
            totals = rows.Select(row => row.Line.Total.Amount).ToArray(),
            discounts = rows.Select(row => row.Line.DiscountMinor).ToArray(),
        });
    }

    static void InsertDiscounts(Tx tx, IReadOnlyList<PlacedOrder> orders)
    {
        var rows = orders.SelectMany(
            order => order.Part.Discounts.Select((discount, i) => (order.Id, Position: (short)i, Given: discount)))
            .ToList();
        if (rows.Count == 0) return;
        tx.Later(DiscountsSql, new
        {
            tx.Region,
            orders = rows.Select(row => row.Id).ToArray(),
            positions = rows.Select(row => row.Position).ToArray(),
            promotions = rows.Select(row => row.Given.Promotion.Id).ToArray(),
            names = rows.Select(row => row.Given.Promotion.Name).ToArray(),
            codes = rows.Select(row => row.Given.Promotion.Code).ToArray(),
            funders = rows.Select(row => row.Given.Promotion.FundedBy).ToArray(),
            items = rows.Select(row => row.Given.Items.Amount).ToArray(),
            deliveries = rows.Select(row => row.Given.Delivery.Amount).ToArray(),
        });
    }

    // Without rules the store's rate, which is on the order, tells all.
    static void InsertFees(Tx tx, IReadOnlyList<PlacedOrder> orders)
    {
        var rows = orders.SelectMany(order => order.Part.Fees.Select((fee, i) => (order.Id, At: (short)i, Fee: fee)))
            .ToList();
        if (rows.Count == 0) return;
        tx.Later(FeesSql, new
        {
            tx.Region,
            orders = rows.Select(row => row.Id).ToArray(),
            positions = rows.Select(row => row.At).ToArray(),
            names = rows.Select(row => row.Fee.Name).ToArray(),
            bases = rows.Select(row => row.Fee.Base.Amount).ToArray(),
            amounts = rows.Select(row => row.Fee.Amount.Amount).ToArray(),
            taxes = rows.Select(row => row.Fee.Tax.Amount).ToArray(),
        });
    }

    const string NumbersSql = """
        -- orders.place.numbers
        select nextval('orders.checkout_number') from generate_series(1, @Count)
        """;

    const string CheckoutsSql = """
        -- orders.place.checkouts
        insert into orders.checkout (region, id, number, mark, account_id, guest, status, method, currency, total_minor,
            locale, contact_sealed, contact_index, address_sealed, country, region_code, postal_zone, expires_at,
            settled_at, flash_sale_id, has_uses, placed_at)
        select @Region, c.*, @now
        from unnest(@ids::uuid[], @numbers::text[], @marks::uuid[], @accounts::uuid[], @guests::bytea[],
            @statuses::text[], @methods::text[], @currencies::text[], @totals::bigint[], @locales::text[],
            @contacts::bytea[], @contactIndexes::bytea[], @addresses::bytea[], @countries::text[], @regions::text[],
            @zones::text[], @expiries::timestamptz[], @settled::timestamptz[], @flashSales::uuid[],
            @haveUses::boolean[]) as c
        """;

    const string OrdersSql = """
        -- orders.place.orders
        with placed as (
            insert into orders.store_order (region, id, checkout_id, number, account_id, guest, store_id, store_name,
                store_slug, currency, items_minor, delivery_minor, total_minor, commission_basis_points,
                commission_minor, fee_tax_minor, discount_minor, subsidy_minor, delivery_promise, status, placed_at,
                changed_at)
            select @Region, o.*, @now, @now
            from unnest(@ids::uuid[], @checkouts::uuid[], @numbers::text[], @accounts::uuid[], @guests::bytea[],
                @stores::uuid[], @names::text[], @slugs::text[], @currencies::text[], @items::bigint[],
                @deliveries::bigint[], @totals::bigint[], @basisPoints::int[], @commissions::bigint[],
                @taxes::bigint[], @discounts::bigint[], @subsidies::bigint[], @promises::jsonb[],
                @statuses::text[]) as o)
        insert into orders.order_history (region, order_id, id, status, at)
        select @Region, h.order_id, h.id, h.status, @now
        from unnest(@stepOrders::uuid[], @steps::uuid[], @stepStatuses::text[]) as h(order_id, id, status)
        """;

    const string LinesSql = """
        -- orders.place.lines
        insert into orders.order_line (region, order_id, position, offer_id, product_id, variant_id, sku, title, slug,
            options, picture, quantity, price_minor, total_minor, discount_minor)
        select @Region, l.*
        from unnest(@orders::uuid[], @positions::smallint[], @offers::uuid[], @products::uuid[], @variants::uuid[],
            @skus::text[], @titles::text[], @slugs::text[], @options::text[], @pictures::text[], @quantities::int[],
            @prices::bigint[], @totals::bigint[], @discounts::bigint[]) as l
        """;

    const string DiscountsSql = """
        -- orders.place.discounts
        insert into orders.order_discount (region, order_id, position, promotion_id, name, code, funded_by, items_minor,
            delivery_minor)
        select @Region, d.*
        from unnest(@orders::uuid[], @positions::smallint[], @promotions::uuid[], @names::text[], @codes::text[],
            @funders::text[], @items::bigint[], @deliveries::bigint[]) as d
        """;

    const string FeesSql = """
        -- orders.place.fees
        insert into orders.order_fee (region, order_id, position, name, base_minor, amount_minor, tax_minor)
        select @Region, f.*
        from unnest(@orders::uuid[], @positions::smallint[], @names::text[], @bases::bigint[], @amounts::bigint[],
            @taxes::bigint[]) as f
        """;

    const string EmptyCartsSql = """
        -- orders.place.empty-carts
        with emptied as (delete from orders.cart_item where region = @Region and cart_id = any(@bought))
        update orders.cart set version = version + 1, changed_at = now(), coupon = null
        where region = @Region and id = any(@bought)
        """;
}
