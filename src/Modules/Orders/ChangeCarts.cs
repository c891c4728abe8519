using Feria.Contracts;
using Microsoft.AspNetCore.Http;

namespace Feria.Orders;

/// <summary>
/// Changes of carts that wait in one process are made together, in the order they came: one transaction, one statement
/// a table. Every change bumps the version under the cart's row lock, so none gets lost. Alone, a change waits for
/// nobody.
/// </summary>
public sealed class ChangeCarts
{
    const int AtOnce = 64;

    readonly Database database;
    readonly Carts carts;
    readonly CartLimits limits;
    readonly Together<CartChange, Outcome> together;

    public ChangeCarts(Database database, Carts carts, CartLimits limits)
    {
        (this.database, this.carts, this.limits) = (database, carts, limits);
        together = new(AtOnce, ChangeTogetherAsync, database.Patience);
    }

    /// <summary>Whether who comes now would be refused for waiting too long.</summary>
    public bool IsTooLong => together.IsTooLong;

    /// <summary>What a cart became, or why it is as it was.</summary>
    /// <param name="IsNew">Whether the offer came into the cart.</param>
    internal sealed record Outcome(Cart? Cart, Refusal? Refusal, bool IsNew = false);

    /// <summary>
    /// Makes the change for good, or says why not. Where it came with a key its answer is kept; where that was used
    /// before, the answer given here counts for nothing.
    /// </summary>
    /// <exception cref="Overloaded">Too many changes wait.</exception>
    internal async Task<Outcome> ChangeAsync(CartChange change)
    {
        try
        {
            return await together.AskAsync(change);
        }
        catch (Overtaken)
        {
            return new(null, KernelRefusals.Unavailable);
        }
    }

    internal static IResult Answer(Outcome outcome) =>
        outcome.Refusal is { } refusal ? refusal.AsProblem() : TypedResults.Ok(outcome.Cart);

    async Task<IReadOnlyList<Outcome>> ChangeTogetherAsync(IReadOnlyList<CartChange> changes)
    {
        await using var tx = await database.WriteAsync();
        var fresh = await IdempotentCall.NewAsync(tx, changes, change => change.Call);
        var outcomes = fresh.Count == 0 ? [] : await BatchAsync(tx, fresh);
        var keyed = fresh.Zip(outcomes).Where(pair => pair.First.Call is not null)
            .Select(pair => (pair.First.Call!, (IResult?)Answer(pair.Second))).ToList();
        await IdempotentCall.KeepAsync(tx, keyed);
        if (keyed.Count > 0 || outcomes.Any(outcome => outcome.Refusal is null)) await tx.CommitAsync();

        // Two may ask for the very same, and each of them is answered.
        var byChange = new Dictionary<CartChange, Outcome>(ReferenceEqualityComparer.Instance);
        foreach (var (change, outcome) in fresh.Zip(outcomes)) byChange.Add(change, outcome);
        return [.. changes.Select(change => byChange.GetValueOrDefault(change)
            ?? new(null, KernelRefusals.IdempotencyKeyBusy))];
    }

    async Task<IReadOnlyList<Outcome>> BatchAsync(Tx tx, IReadOnlyList<CartChange> changes)
    {
        var (offers, stores) = await carts.TermsAsync(
            tx, [.. changes.Where(change => change.Quantity > 0).Select(change => change.Offer).Distinct()]);
        var possible = changes.Where(change => CartChanges.Refuse(change, offers, stores) is null).ToList();
        var held = await LockAsync(tx, possible);
        var decided = CartChanges.Decide(changes, held, offers, stores, limits.Lines, limits.Units);
        await WriteAsync(tx, held, [.. decided.Where(one => one.Cart is not null)]);

        var shown = new Queue<Cart>(await carts.ShowAsync(
            tx, [.. decided.Select(one => one.Cart).OfType<Carts.Held>()], (offers, stores)));
        return [.. decided.Select(one => new Outcome(
            one.Cart is null ? null : shown.Dequeue(), one.Refusal, one.IsNew))];
    }

    // Made first, then locked in order of id: what others make at the same time is waited for while nothing is locked.
    async Task<IReadOnlyDictionary<string, Carts.Held>> LockAsync(Tx tx, IReadOnlyList<CartChange> changes)
    {
        var owners = changes.Select(change => change.Owner).DistinctBy(owner => owner.Key).ToList();
        var putting = changes.Where(change => change is { Quantity: > 0, Expected: null or 0 })
            .Select(change => change.Owner).DistinctBy(owner => owner.Key).ToList();
        if (putting.Count > 0) await Carts.MakeAsync(tx, putting);
        var held = owners.Count == 0 ? [] : await carts.LockAsync(tx, owners);
        var byOwner = held.ToDictionary(cart => cart.Owner.Key);
        return putting.All(owner => byOwner.ContainsKey(owner.Key)) ? byOwner : throw new CartGone();
    }

    static async Task WriteAsync(
        Tx tx, IReadOnlyDictionary<string, Carts.Held> held, IReadOnlyList<CartChanged> accepted)
    {
        var made = accepted.Where(one =>
            one.Cart!.Version > held.GetValueOrDefault(one.Change.Owner.Key, Carts.Held.Nothing).Version).ToList();
        if (made.Count == 0) return;
        var carts = made.GroupBy(one => one.Cart!.Id).Select(same => same.Last().Cart!).ToList();
        // Of several changes of an item the last one stands.
        var items = made.GroupBy(one => (Cart: one.Cart!.Id, one.Change.Offer)).Select(same => same.Last()).ToList();
        var put = items.Where(one => one.Change.Quantity > 0).ToList();
        var gone = items.Where(one => one.Change.Quantity == 0).ToList();
        var kept = put.Select(one => one.Cart!.Items.Single(item => item.Offer == one.Change.Offer)).ToList();
        await tx.ExecuteAsync(WriteSql, new
        {
            tx.Region,
            carts = carts.Select(cart => cart.Id).ToArray(),
            versions = carts.Select(cart => cart.Version).ToArray(),
            goneFrom = gone.Select(one => one.Cart!.Id).ToArray(),
            gone = gone.Select(one => one.Change.Offer).ToArray(),
            putInto = put.Select(one => one.Cart!.Id).ToArray(),
            offers = kept.Select(item => item.Offer).ToArray(),
            quantities = kept.Select(item => item.Quantity).ToArray(),
            prices = kept.Select(item => item.SeenPriceMinor).ToArray(),
            currencies = kept.Select(item => item.SeenCurrency).ToArray(),
        });
    }

    // It joined an account's between being made and being locked.
    sealed class CartGone : Overtaken;

    const string WriteSql = """
        -- orders.change-carts.write
        with bumped as (
            update orders.cart c set version = n.version, changed_at = now()
            from unnest(@carts::uuid[], @versions::bigint[]) as n(id, version)
            where c.region = @Region and c.id = n.id),
        gone as (
            delete from orders.cart_item i
            using unnest(@goneFrom::uuid[], @gone::uuid[]) as g(cart_id, offer_id)
            where i.region = @Region and i.cart_id = g.cart_id and i.offer_id = g.offer_id)
        insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
        select @Region, i.*
        from unnest(@putInto::uuid[], @offers::uuid[], @quantities::int[], @prices::bigint[], @currencies::text[]) as i
        on conflict (region, cart_id, offer_id) do update
            set quantity = excluded.quantity, seen_price_minor = excluded.seen_price_minor,
                seen_currency = excluded.seen_currency
        """;
}
