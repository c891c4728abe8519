using Feria.Contracts;

namespace Feria.Orders;

using Terms = (IReadOnlyDictionary<Guid, OfferTerms> Offers, IReadOnlyDictionary<Guid, StoreTerms> Stores);
using Signs = (IReadOnlyDictionary<Guid, OfferTerms> Offers, IReadOnlyDictionary<Guid, StoreSign> Stores);

/// <summary>Reads, locks and merges carts; <see cref="ChangeCarts"/> changes what is in them.</summary>
public sealed class Carts(
    Database database, IOfferBook offers, IStoreBook stores, IStock stock, IPromotions promotions) : ICarts
{
    /// <summary>A cart as it is kept.</summary>
    internal sealed record Held(Guid Id, Owner Owner, long Version, IReadOnlyList<CartRules.Kept> Items)
    {
        /// <summary>The code that is tried on it.</summary>
        public string? Coupon { get; init; }

        /// <summary>How many lines were put aside out of it.</summary>
        public int Saved { get; init; }

        public static readonly Held Nothing = new(Guid.Empty, new(null, null), 0, []);
    }

    /// <summary>The cart as it is worth now; an empty one for nobody.</summary>
    /// <param name="how">How it is to be delivered, where that is known.</param>
    public async Task<Cart> ReadAsync(Session session, Owner? owner, Delivering? how = null)
    {
        if (owner is null) return CartRules.Empty;
        var found = await session.ListAsync<Row>(FindSql, new { database.Region, owner.Account, owner.Guest });
        return (await ShowAsync(session, await FillAsync(session, found), how: how))
            .SingleOrDefault(CartRules.Empty);
    }

    /// <summary>What the corner of every page knows of somebody.</summary>
    /// <param name="Units">In the cart.</param>
    /// <param name="HasLists">Whether there may be something on a list of theirs.</param>
    public sealed record Corner(int Units, bool HasLists);

    public Task<Corner> CountAsync(Session session, Owner owner) =>
        session.OneAsync<Corner>(CountSql, new { database.Region, owner.Account, owner.Guest });

    /// <summary>What carts are worth now, in their order.</summary>
    /// <param name="known">Terms that were read in this transaction.</param>
    internal async Task<IReadOnlyList<Cart>> ShowAsync(
        Session session, IReadOnlyList<Held> held, Terms? known = null, Delivering? how = null)
    {
        Guid[] wanted = [.. held.SelectMany(cart => cart.Items).Select(item => item.Offer).Distinct()];
        if (wanted.Length == 0) return [.. held.Select(cart => CartRules.Empty with
        {
            Version = cart.Version, Coupon = cart.Coupon is { } code ? new(code, null) : null, Saved = cart.Saved,
        })];

        var (terms, open) = known is { } some && wanted.All(some.Offers.ContainsKey)
            ? some
            : await TermsAsync(session, wanted);
        var available = (await stock.LevelsAsync(session, wanted))
            .ToDictionary(level => level.Offer, level => level.Available);
        var offered = await promotions.OfAsync(session, [.. held.Select(cart => CartRules.Basket(cart, terms, open))]);
        return [.. held.Select(cart => CartRules.Show(
            cart, terms, open, available, offered, how ?? Delivering.Anywhere))];
    }

    /// <summary>Terms of offers and of those who sell them.</summary>
    internal Task<Terms> TermsAsync(Session session, Guid[] wanted) => SoldByAsync(session, wanted, stores.TermsAsync);

    /// <summary>Terms of offers, and what those who sell them go by.</summary>
    internal Task<Signs> SignsAsync(Session session, Guid[] wanted) => SoldByAsync(session, wanted, stores.SignsAsync);

    async Task<(IReadOnlyDictionary<Guid, OfferTerms>, IReadOnlyDictionary<Guid, TStore>)> SoldByAsync<TStore>(
        Session session, Guid[] wanted, Func<Session, Guid[], Task<IReadOnlyList<TStore>>> read)
        where TStore : StoreSign
    {
        var terms = wanted.Length == 0 ? [] : await offers.TermsAsync(session, wanted);
        var sellers = terms.Count == 0 ? [] : await read(session, [.. terms.Select(offer => offer.Store).Distinct()]);
        return (terms.ToDictionary(offer => offer.Offer), sellers.ToDictionary(store => store.Id));
    }

    /// <summary>Makes the carts of owners who have none; what others are just making is waited for.</summary>
    internal static Task MakeAsync(Tx tx, params IReadOnlyList<Owner> owners) => tx.ExecuteAsync(MakeSql, new
    {
        tx.Region,
        ids = owners.Select(_ => Id.New()).ToArray(),
        accounts = owners.Select(owner => owner.Account).ToArray(),
        guests = owners.Select(owner => owner.Guest).ToArray(),
    });

    /// <summary>Locks the owners' carts, in order of id; an owner without one is left out.</summary>
    internal async Task<IReadOnlyList<Held>> LockAsync(Tx tx, params IReadOnlyList<Owner> owners) =>
        await FillAsync(tx, await tx.ListAsync<Row>(LockSql, new
        {
            tx.Region,
            accounts = owners.Select(owner => owner.Account).OfType<Guid>().ToArray(),
            guests = owners.Select(owner => owner.Guest).OfType<byte[]>().ToArray(),
        }));

    /// <summary>Keeps the code that is tried on a cart, which is locked.</summary>
    internal static Task KeepCouponAsync(Tx tx, Held cart) =>
        tx.ExecuteAsync(KeepCouponSql, new { tx.Region, cart.Id, cart.Version, cart.Coupon });

    async Task<IReadOnlyList<Held>> FillAsync(Session session, IReadOnlyList<Row> carts)
    {
        if (carts.Count == 0) return [];
        var items = (await session.ListAsync<Item>(
            ItemsSql, new { database.Region, carts = carts.Select(cart => cart.Id).ToArray() }))
            .ToLookup(item => item.Cart, item =>
                new CartRules.Kept(item.Offer, item.Quantity, item.SeenPriceMinor, item.SeenCurrency));
        return [.. carts.Select(cart =>
            new Held(cart.Id, new(cart.Account, cart.Guest), cart.Version, [.. items[cart.Id]])
            {
                Coupon = cart.Coupon, Saved = cart.Saved,
            })];
    }

    public async Task MergeAsync(Tx tx, Guid account, byte[] guest)
    {
        var theirs = new Owner(null, guest);
        if ((await tx.ListAsync<Row>(FindSql, new { tx.Region, theirs.Account, theirs.Guest })).Count == 0) return;

        var own = new Owner(account, null);
        await MakeAsync(tx, own);
        var both = await LockAsync(tx, own, theirs);
        var from = both.SingleOrDefault(cart => cart.Owner.Account is null);
        if (from is null) return;

        var into = both.Single(cart => cart.Owner.Account == account);
        var merged = CartRules.Merge(into.Items, from.Items);
        await tx.ExecuteAsync(JoinSql, new
        {
            tx.Region,
            into = into.Id,
            from = from.Id,
            coupon = into.Coupon ?? from.Coupon,
            offers = merged.Select(item => item.Offer).ToArray(),
            quantities = merged.Select(item => item.Quantity).ToArray(),
            prices = merged.Select(item => item.SeenPriceMinor).ToArray(),
            currencies = merged.Select(item => item.SeenCurrency).ToArray(),
            mostSaved = SavedItems.Most,
        });
    }

    public Task<IReadOnlyList<TouchedCart>> TouchedAsync(Session session, DateTime hour, Guid after, int limit) =>
        session.ListAsync<TouchedCart>(TouchedSql, new { database.Region, hour, after, limit });

    public async Task<IReadOnlyList<CartContent>> ContentsAsync(Session session, Guid[] accounts)
    {
        var lying = await session.ListAsync<Lying>(ContentsSql, new { database.Region, accounts });
        Guid[] wanted = [.. lying.Select(one => one.Offer).Distinct()];
        var terms = wanted.Length == 0
            ? []
            : (await offers.TermsAsync(session, wanted)).Where(offer => offer.Listed)
                .ToDictionary(offer => offer.Offer, offer => offer.Title);
        return
        [
            .. lying.Where(one => terms.ContainsKey(one.Offer)).GroupBy(one => (one.Account, one.ChangedAt))
                .Select(items => new CartContent(
                    items.Key.Account, items.Key.ChangedAt, [.. items.Select(item => terms[item.Offer])])),
        ];
    }

    sealed record Lying(Guid Account, DateTime ChangedAt, Guid Offer);

    sealed record Row(Guid Id, long Version, Guid? Account, byte[]? Guest, string? Coupon, int Saved);

    sealed record Item(Guid Cart, Guid Offer, int Quantity, long SeenPriceMinor, string SeenCurrency);

    const string FindSql = """
        -- orders.carts.find
        select id, version, account_id as account, guest, coupon, saved
        from orders.cart
        where region = @Region and (account_id = @Account or guest = @Guest)
        """;

    const string CountSql = """
        -- orders.carts.count
        select coalesce(sum(i.quantity), 0)::int as units,
            exists (select from orders.list where region = @Region and account_id = @Account) as has_lists
        from orders.cart c
        join orders.cart_item i on i.region = c.region and i.cart_id = c.id
        where c.region = @Region and (c.account_id = @Account or c.guest = @Guest)
        """;

    const string MakeSql = """
        -- orders.carts.make
        insert into orders.cart (region, id, account_id, guest)
        select @Region, n.id, n.account_id, n.guest
        from unnest(@ids::uuid[], @accounts::uuid[], @guests::bytea[]) as n(id, account_id, guest)
        order by n.account_id, n.guest
        on conflict do nothing
        """;

    const string LockSql = """
        -- orders.carts.lock
        select id, version, account_id as account, guest, coupon, saved
        from orders.cart
        where region = @Region and (account_id = any(@accounts) or guest = any(@guests))
        order by id
        for update
        """;

    const string KeepCouponSql = """
        -- orders.carts.keep-coupon
        update orders.cart set coupon = @Coupon, version = @Version, changed_at = now()
        where region = @Region and id = @Id
        """;

    const string ItemsSql = """
        -- orders.carts.items
        select cart_id as cart, offer_id as offer, quantity, seen_price_minor, seen_currency
        from orders.cart_item
        where region = @Region and cart_id = any(@carts)
        order by cart_id, added_at, offer_id
        """;

    // The guest's cart goes, and its items with it; what was saved joins up to what a cart may have saved.
    const string JoinSql = """
        -- orders.carts.join
        with joined as (
            insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
            select @Region, @into, i.*
            from unnest(@offers::uuid[], @quantities::int[], @prices::bigint[], @currencies::text[]) as i
            on conflict (region, cart_id, offer_id) do update
                set quantity = excluded.quantity, seen_price_minor = excluded.seen_price_minor,
                    seen_currency = excluded.seen_currency),
        brought as (
            insert into orders.saved_item (
                region, cart_id, offer_id, quantity, seen_price_minor, seen_currency, saved_at)
            select @Region, @into, s.offer_id, s.quantity, s.seen_price_minor, s.seen_currency, s.saved_at
            from orders.saved_item s
            where s.region = @Region and s.cart_id = @from and not exists (
                select from orders.saved_item o
                where o.region = @Region and o.cart_id = @into and o.offer_id = s.offer_id)
            order by s.saved_at desc
            limit @mostSaved - (select saved from orders.cart where region = @Region and id = @into)
            returning offer_id),
        dropped as (delete from orders.cart where region = @Region and id = @from)
        update orders.cart
        set version = version + 1, changed_at = now(), coupon = @coupon, saved = saved + (select count(*) from brought)
        where region = @Region and id = @into
        """;

    const string TouchedSql = """
        -- orders.carts.touched
        select id, account_id as account, touched_hour at time zone 'UTC' as hour, changed_at as at,
            exists (select from orders.cart_item i where i.region = @Region and i.cart_id = c.id) as has_items
        from orders.cart c
        where region = @Region and account_id is not null
            and (touched_hour, id) > (@hour::timestamptz at time zone 'UTC', @after)
        order by touched_hour, id
        limit @limit
        """;

    const string ContentsSql = """
        -- orders.carts.contents
        select c.account_id as account, c.changed_at, i.offer_id as offer
        from unnest(@accounts::uuid[]) as a(id)
        cross join lateral (
            select id, account_id, changed_at from orders.cart where region = @Region and account_id = a.id) c
        cross join lateral (
            select offer_id, added_at from orders.cart_item
            where region = @Region and cart_id = c.id
            order by added_at
            limit 10) i
        order by c.account_id, i.added_at
        """;
}
