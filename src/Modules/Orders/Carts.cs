using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// Reads, locks and changes carts. Every change bumps the version under the cart's row lock, so none gets lost.
/// </summary>
public sealed class Carts(Database database, IOfferBook offers, IStoreBook stores, IStock stock) : ICarts
{
    /// <summary>The cart as it is worth now; an empty one for nobody.</summary>
    public async Task<Cart> ReadAsync(Session session, Owner? owner)
    {
        if (owner is null) return CartRules.Empty;
        var cart = await session.OneOrNullAsync<Row>(FindSql, new { database.Region, owner.Account, owner.Guest });
        return cart is null ? CartRules.Empty : await ReadAsync(session, cart);
    }

    /// <summary>How many units are in the owner's cart, for the corner of every page.</summary>
    public Task<int> CountAsync(Session session, Owner owner) =>
        session.OneAsync<int>(CountSql, new { database.Region, owner.Account, owner.Guest });

    async Task<Cart> ReadAsync(Session session, Row cart, Terms? known = null)
    {
        var kept = await ItemsAsync(session, cart.Id);
        Guid[] wanted = [.. kept.Select(item => item.Offer)];
        if (wanted.Length == 0) return CartRules.Empty with { Version = cart.Version };

        var (terms, open) = wanted is [var only] && only == known?.Offer.Offer
            ? ([known.Offer], [known.Store])
            : await TermsAsync(session, wanted);
        var levels = await stock.LevelsAsync(session, wanted);
        return CartRules.Show(
            cart.Version,
            kept,
            terms.ToDictionary(offer => offer.Offer),
            open.ToDictionary(store => store.Id),
            levels.ToDictionary(level => level.Offer, level => level.Available));
    }

    async Task<(IReadOnlyList<OfferTerms> Offers, IReadOnlyList<StoreTerms> Stores)> TermsAsync(
        Session session, Guid[] wanted)
    {
        var terms = await offers.TermsAsync(session, wanted);
        return (terms, await stores.TermsAsync(session, [.. terms.Select(offer => offer.Store).Distinct()]));
    }

    /// <summary>
    /// Changes a cart under its lock and tells what it became. A version that is not the expected one, or a refusal of
    /// the change itself, changes nothing.
    /// </summary>
    /// <param name="known">Terms that were read in this transaction.</param>
    internal async Task<(Cart? Cart, Refusal? Refusal)> ChangeAsync(
        Tx tx, Owner owner, long? expectedVersion, Func<Row, Task<Refusal?>> change, Terms? known = null)
    {
        var cart = await OpenAsync(tx, owner);
        if (expectedVersion is { } expected && expected != cart.Version)
            return (null, Refusals.CartChanged.With("version", cart.Version));
        if (await change(cart) is { } refusal) return (null, refusal);

        var version = await tx.OneAsync<long>(BumpSql, new { tx.Region, cart.Id });
        return (await ReadAsync(tx, cart with { Version = version }, known), null);
    }

    public async Task MergeAsync(Tx tx, Guid account, byte[] guest)
    {
        var theirs = await tx.OneOrNullAsync<Row>(FindSql, new { tx.Region, Account = (Guid?)null, Guest = guest });
        if (theirs is null) return;

        // Both are locked in order of id, after the account's exists.
        await tx.ExecuteAsync(
            MakeSql, new { tx.Region, id = Id.New(), Account = (Guid?)account, Guest = (byte[]?)null });
        var both = await tx.ListAsync<Row>(LockBothSql, new { tx.Region, account, guest });
        var from = both.SingleOrDefault(cart => cart.Account is null);
        if (from is null) return;

        var into = both.Single(cart => cart.Account == account);
        var merged = CartRules.Merge(await ItemsAsync(tx, into.Id), await ItemsAsync(tx, from.Id));
        await PutAsync(tx, into.Id, merged);
        await tx.ExecuteAsync(DropSql, new { tx.Region, from.Id });
        await tx.ExecuteAsync(BumpSql, new { tx.Region, into.Id });
    }

    internal Task<IReadOnlyList<CartRules.Kept>> ItemsAsync(Session session, Guid cart) =>
        session.ListAsync<CartRules.Kept>(ItemsSql, new { database.Region, cart });

    internal static Task<int> PutAsync(Tx tx, Guid cart, IReadOnlyList<CartRules.Kept> items) =>
        tx.ExecuteAsync(PutSql, new
    {
        tx.Region,
        cart,
        offers = items.Select(item => item.Offer).ToArray(),
        quantities = items.Select(item => item.Quantity).ToArray(),
        prices = items.Select(item => item.SeenPriceMinor).ToArray(),
        currencies = items.Select(item => item.SeenCurrency).ToArray(),
    });

    /// <summary>Locks the owner's cart, making one where there is none.</summary>
    internal static async Task<Row> OpenAsync(Tx tx, Owner owner)
    {
        var found = await tx.OneOrNullAsync<Row>(LockSql, new { tx.Region, owner.Account, owner.Guest });
        if (found is not null) return found;
        // Nobody else sees the one that is made; where another was faster, theirs is locked.
        return await tx.OneOrNullAsync<Row>(MakeSql, new { tx.Region, id = Id.New(), owner.Account, owner.Guest })
            ?? await tx.OneAsync<Row>(LockSql, new { tx.Region, owner.Account, owner.Guest });
    }

    internal sealed record Row(Guid Id, long Version, Guid? Account);

    /// <summary>What is known of an offer and of who sells it.</summary>
    internal sealed record Terms(OfferTerms Offer, StoreTerms Store);

    const string FindSql = """
        -- orders.carts.find
        select id, version, account_id as account
        from orders.cart
        where region = @Region and (account_id = @Account or guest = @Guest)
        """;

    const string CountSql = """
        -- orders.carts.count
        select coalesce(sum(i.quantity), 0)::int
        from orders.cart c
        join orders.cart_item i on i.region = c.region and i.cart_id = c.id
        where c.region = @Region and (c.account_id = @Account or c.guest = @Guest)
        """;

    const string LockSql = """
        -- orders.carts.lock
        select id, version, account_id as account
        from orders.cart
        where region = @Region and (account_id = @Account or guest = @Guest)
        for update
        """;

    const string LockBothSql = """
        -- orders.carts.lock-both
        select id, version, account_id as account
        from orders.cart
        where region = @Region and (account_id = @account or guest = @guest)
        order by id
        for update
        """;

    const string MakeSql = """
        -- orders.carts.make
        insert into orders.cart (region, id, account_id, guest) values (@Region, @id, @Account, @Guest)
        on conflict do nothing
        returning id, version, account_id as account
        """;

    const string BumpSql = """
        -- orders.carts.bump
        update orders.cart set version = version + 1, changed_at = now() where region = @Region and id = @Id
        returning version
        """;

    const string DropSql = """
        -- orders.carts.drop
        delete from orders.cart where region = @Region and id = @Id
        """;

    const string ItemsSql = """
        -- orders.carts.items
        select offer_id as offer, quantity, seen_price_minor, seen_currency
        from orders.cart_item
        where region = @Region and cart_id = @cart
        order by added_at, offer_id
        """;

    const string PutSql = """
        -- orders.carts.put
        insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
        select @Region, @cart, i.offer_id, i.quantity, i.price_minor, i.currency
        from unnest(@offers::uuid[], @quantities::int[], @prices::bigint[], @currencies::text[])
            as i(offer_id, quantity, price_minor, currency)
        on conflict (region, cart_id, offer_id) do update
            set quantity = excluded.quantity, seen_price_minor = excluded.seen_price_minor,
                seen_currency = excluded.seen_currency
        """;
}
