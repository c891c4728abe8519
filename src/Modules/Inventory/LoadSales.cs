namespace Feria.Inventory;

/// <summary>
/// Takes in past sales of offers that have stock, by COPY: for moving in. What was sold must have been there, so it is
/// added first; what came back is not counted anew. On hand stays what it is, so that nothing is said.
/// </summary>
public static class LoadSales
{
    const string Why = "past sales";

    /// <param name="SoldAt">In UTC; null where the checkout was given up.</param>
    /// <param name="BackAt">When the order was cancelled and its units came back.</param>
    /// <param name="GivenUp">Why, where it was.</param>
    public sealed record Units(
        Guid Checkout, Guid Order, Guid Offer, long Quantity, DateTime? SoldAt, DateTime? BackAt, string? GivenUp);

    /// <summary>All or none, in the caller's transaction; a checkout once, an offer of it once.</summary>
    public static async Task RunAsync(Tx tx, IReadOnlyCollection<Units> units)
    {
        var sold = units.Where(unit => unit.SoldAt is not null).GroupBy(unit => unit.Offer).ToList();
        var stock = (await tx.ListAsync<OnHand>(SellSql, new
        {
            tx.Region,
            offers = sold.Select(offer => offer.Key).ToArray(),
            quantities = sold.Select(offer => offer.Sum(Gone)).ToArray(),
        })).ToDictionary(row => row.Offer, row => row.Units);
        if (sold.FirstOrDefault(offer => !stock.ContainsKey(offer.Key)) is { } missing)
            throw new InvalidOperationException($"Offer {missing.Key} has no stock to sell from.");

        await LoadStock.MoveAsync(tx, sold.SelectMany(offer =>
            MovementsOf(stock[offer.Key], [.. offer]).Select(movement => (offer.Key, movement))));
        await LoadStock.RunAsync(tx, [.. units.Select(unit => new LoadStock.Reservation(
            unit.Checkout, unit.Offer, unit.Quantity, unit.SoldAt is null ? "released" : "sold", null,
            unit.SoldAt is null ? unit.GivenUp : null))]);
    }

    static long Gone(Units unit) => unit.BackAt is null ? unit.Quantity : 0;

    // Pure: up by all that was sold, down and up as it went, and down by what came back.
    internal static IEnumerable<LoadStock.Movement> MovementsOf(long onHand, IReadOnlyList<Units> sold)
    {
        var first = sold.Min(unit => unit.SoldAt!.Value);
        var units = onHand;
        yield return new(MovementKind.Adjustment, units, units += sold.Sum(unit => unit.Quantity), null, Why, first);
        var gone = sold.Select(unit =>
            (At: unit.SoldAt!.Value, Kind: MovementKind.Sale, By: -unit.Quantity, Cause: unit.Checkout));
        var back = sold.Where(unit => unit.BackAt is not null).Select(unit =>
            (At: unit.BackAt!.Value, Kind: MovementKind.Restock, By: unit.Quantity, Cause: unit.Order));
        var moves = gone.Concat(back).OrderBy(move => move.At).ToList();
        foreach (var move in moves)
            yield return new(move.Kind, units, units += move.By, move.Cause, null, move.At);
        if (units > onHand) yield return new(MovementKind.Adjustment, units, onHand, null, Why, moves[^1].At);
    }

    sealed record OnHand(Guid Offer, long Units);

    // Locked in the order that checkouts lock stock in.
    const string SellSql = """
        -- inventory.load-sales.sell
        with locked as (
            select s.offer_id, w.quantity
            from unnest(@offers::uuid[], @quantities::bigint[]) as w(offer_id, quantity)
            join inventory.stock s on s.region = @Region and s.offer_id = w.offer_id
            order by s.offer_id
            for update of s)
        update inventory.stock s
        set sold = s.sold + l.quantity, changed_at = now()
        from locked l
        where s.region = @Region and s.offer_id = l.offer_id
        returning s.offer_id as offer, s.on_hand as units
        """;
}
