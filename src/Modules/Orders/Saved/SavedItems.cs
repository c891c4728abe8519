using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// Lines put aside out of a cart, and back. Both change under the cart's lock in one statement, so a line is in one
/// place or the other.
/// </summary>
public sealed class SavedItems(Database database, Carts carts, IStock stock, CartLimits limits)
{
    public const int Most = 200;

    /// <summary>What somebody put aside, latest first, as it is worth now.</summary>
    public async Task<IReadOnlyList<CartItem>> ReadAsync(Session session, Owner owner)
    {
        var rows = await session.ListAsync<CartRules.Kept>(
            ListSql, new { database.Region, owner.Account, owner.Guest, Most });
        Guid[] wanted = [.. rows.Select(row => row.Offer)];
        if (wanted.Length == 0) return [];
        var (offers, stores) = await carts.SignsAsync(session, wanted);
        var available = (await stock.LevelsAsync(session, wanted))
            .ToDictionary(level => level.Offer, level => level.Available);
        return
        [
            .. rows.Where(row => offers.ContainsKey(row.Offer)).Select(row => CartRules.Show(
                row, offers[row.Offer], stores[offers[row.Offer].Store], available.GetValueOrDefault(row.Offer))),
        ];
    }

    /// <summary>Puts the cart's line of the offer aside; what is there already stays there.</summary>
    internal async Task<Refusal?> SaveAsync(Tx tx, Owner owner, Guid offer, long? expected)
    {
        if (await LockAsync(tx, owner) is not { } cart) return Refusals.NotInCart;
        if (expected is { } version && version != cart.Version) return ChangedSince(cart);
        var isSaved = await OfAsync(tx, cart, offer) is not null;
        if (cart.Items.All(item => item.Offer != offer)) return isSaved ? null : Refusals.NotInCart;
        if (!isSaved && cart.Saved >= Most) return Refusals.SavedFull;
        await tx.ExecuteAsync(SaveSql, new { tx.Region, cart.Id, offer, more = isSaved ? 0 : 1 });
        return null;
    }

    /// <summary>Puts what was saved back into the cart, as if it were put there anew.</summary>
    internal async Task<Refusal?> BringBackAsync(Tx tx, Owner owner, Guid offer, long? expected)
    {
        if (await LockAsync(tx, owner) is not { } cart) return Refusals.NotSaved;
        if (expected is { } version && version != cart.Version) return ChangedSince(cart);
        var had = cart.Items.SingleOrDefault(item => item.Offer == offer);
        if (await OfAsync(tx, cart, offer) is not { } saved) return had is null ? Refusals.NotSaved : null;

        var (offers, stores) = await carts.TermsAsync(tx, [offer]);
        var units = Math.Min(limits.Units, saved.Quantity + (had?.Quantity ?? 0));
        var decided = CartChanges.Decide(
            [new(owner, offer, units, null, null)],
            new Dictionary<string, Carts.Held> { [owner.Key] = cart }, offers, stores, limits.Lines, limits.Units)
            .Single();
        if (decided.Refusal is { } refusal) return refusal;
        var put = decided.Cart!.Items.Single(item => item.Offer == offer);
        await tx.ExecuteAsync(BringBackSql, new
        {
            tx.Region, cart.Id, offer, put.Quantity, put.SeenPriceMinor, put.SeenCurrency,
        });
        return null;
    }

    /// <summary>Forgets what was saved; what is not there is forgotten already.</summary>
    internal async Task DropAsync(Tx tx, Owner owner, Guid offer)
    {
        if (await LockAsync(tx, owner) is not { } cart || await OfAsync(tx, cart, offer) is null) return;
        await tx.ExecuteAsync(DropSql, new { tx.Region, cart.Id, offer });
    }

    async Task<Carts.Held?> LockAsync(Tx tx, Owner owner) => (await carts.LockAsync(tx, owner)).SingleOrDefault();

    static Task<CartRules.Kept?> OfAsync(Tx tx, Carts.Held cart, Guid offer) =>
        tx.OneOrNullAsync<CartRules.Kept>(OfSql, new { tx.Region, cart.Id, offer });

    static Refusal ChangedSince(Carts.Held cart) => Refusals.CartChanged.With("version", cart.Version);

    const string ListSql = """
        -- orders.saved-items.list
        select s.offer_id as offer, s.quantity, s.seen_price_minor, s.seen_currency
        from orders.cart c
        join orders.saved_item s on s.region = c.region and s.cart_id = c.id
        where c.region = @Region and (c.account_id = @Account or c.guest = @Guest)
        order by s.saved_at desc, s.offer_id
        limit @Most
        """;

    const string OfSql = """
        -- orders.saved-items.of
        select offer_id as offer, quantity, seen_price_minor, seen_currency
        from orders.saved_item
        where region = @Region and cart_id = @Id and offer_id = @offer
        """;

    const string SaveSql = """
        -- orders.saved-items.save
        with taken as (
            delete from orders.cart_item
            where region = @Region and cart_id = @Id and offer_id = @offer
            returning quantity, seen_price_minor, seen_currency),
        saved as (
            insert into orders.saved_item as s (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
            select @Region, @Id, @offer, quantity, seen_price_minor, seen_currency from taken
            on conflict (region, cart_id, offer_id) do update
                set quantity = least(999, s.quantity + excluded.quantity),
                    seen_price_minor = excluded.seen_price_minor, seen_currency = excluded.seen_currency)
        update orders.cart set version = version + 1, changed_at = now(), saved = saved + @more
        where region = @Region and id = @Id
        """;

    const string BringBackSql = """
        -- orders.saved-items.bring-back
        with taken as (
            delete from orders.saved_item where region = @Region and cart_id = @Id and offer_id = @offer),
        put as (
            insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
            values (@Region, @Id, @offer, @Quantity, @SeenPriceMinor, @SeenCurrency)
            on conflict (region, cart_id, offer_id) do update
                set quantity = excluded.quantity, seen_price_minor = excluded.seen_price_minor,
                    seen_currency = excluded.seen_currency)
        update orders.cart set version = version + 1, changed_at = now(), saved = saved - 1
        where region = @Region and id = @Id
        """;

    const string DropSql = """
        -- orders.saved-items.drop
        with taken as (
            delete from orders.saved_item where region = @Region and cart_id = @Id and offer_id = @offer)
        update orders.cart set version = version + 1, changed_at = now(), saved = saved - 1
        where region = @Region and id = @Id
        """;
}
