using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>How what is on hand is set: by a count or an adjustment, whichever door it comes by.</summary>
static class Counts
{
    public static async Task<IReadOnlyList<FreeStock>> CountAsync(
        Tx tx, IReadOnlyList<StockCount> counts, string why, Guid? actor)
    {
        var differing = await tx.ListAsync<StockCount>(DifferingSql, new
        {
            tx.Region,
            offers = counts.Select(count => count.Offer).ToArray(),
            counts = counts.Select(count => count.OnHand).ToArray(),
        });
        if (differing.Count == 0) return [];

        var target = differing.DistinctBy(count => count.Offer)
            .ToDictionary(count => count.Offer, count => count.OnHand);
        var there = await OpenAsync(tx, [.. target.Keys]);
        var refused = there.Where(stock => target[stock.Offer] < stock.Reserved).ToList();
        await SetAsync(tx, [.. there.Except(refused)], target, why, actor);
        return [.. refused.Select(stock => new FreeStock(stock.Offer, stock.OnHand, stock.Reserved))];
    }

    /// <summary>Locks the offers' rows in their order, making empty ones where there are none.</summary>
    public static async Task<IReadOnlyList<Stock>> OpenAsync(Tx tx, Guid[] offers)
    {
        var made = (await tx.ListAsync<Guid>(OpenSql, new { tx.Region, offers })).ToHashSet();
        var rows = await tx.ListAsync<Stock>(LoadSql, new { tx.Region, offers });
        return [.. rows.Select(row => row with { IsNew = made.Contains(row.Offer) })];
    }

    /// <summary>
    /// Sets what is on hand of rows that are open, never under what is reserved: the caller has decided that.
    /// </summary>
    public static async Task SetAsync(
        Tx tx, IReadOnlyList<Stock> open, IReadOnlyDictionary<Guid, long> target, string? why, Guid? actor)
    {
        var changing = open.Where(stock => stock.IsNew || stock.OnHand != target[stock.Offer]).ToList();
        if (changing.Count == 0) return;
        await tx.ExecuteAsync(SetSql, new
        {
            tx.Region,
            offers = changing.Select(stock => stock.Offer).ToArray(),
            counts = changing.Select(stock => target[stock.Offer]).ToArray(),
        });
        Movements.Write(tx, [.. changing.Select(stock => new Movement(
            stock.Offer, stock.IsNew ? MovementKind.Initial : MovementKind.Adjustment,
            stock.OnHand, target[stock.Offer], null, actor, why))]);
        Freed.Say(tx, [.. changing.Select(stock => new Freed(
            stock.Offer, stock.Free, target[stock.Offer] - stock.Reserved, stock.Threshold))]);
    }

    const string DifferingSql = """
        -- inventory.counts.differing
        select c.offer_id as offer, c.on_hand
        from unnest(@offers::uuid[], @counts::bigint[]) as c(offer_id, on_hand)
        left join inventory.stock s on s.region = @Region and s.offer_id = c.offer_id
        where s.on_hand is distinct from c.on_hand
        """;

    const string OpenSql = """
        -- inventory.counts.open
        insert into inventory.stock (region, offer_id, on_hand)
        select @Region, o.offer_id, 0
        from unnest(@offers::uuid[]) as o(offer_id)
        order by o.offer_id
        on conflict (region, offer_id) do nothing
        returning offer_id
        """;

    const string LoadSql = """
        -- inventory.counts.load
        select offer_id as offer, on_hand, reserved, sold, threshold
        from inventory.stock
        where region = @Region and offer_id = any(@offers)
        order by offer_id
        for update
        """;

    const string SetSql = """
        -- inventory.counts.set
        update inventory.stock s
        set on_hand = c.on_hand, changed_at = now()
        from unnest(@offers::uuid[], @counts::bigint[]) as c(offer_id, on_hand)
        where s.region = @Region and s.offer_id = any(@offers) and s.offer_id = c.offer_id
        """;
}
