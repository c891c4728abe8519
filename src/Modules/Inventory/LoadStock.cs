namespace Feria.Inventory;

/// <summary>
/// Takes in stock with its whole history, and what open checkouts hold of it, by COPY: for moving in and for seeding.
/// Says nothing: whoever loads lists the products in the same transaction, which tells of all of it.
/// </summary>
public static class LoadStock
{
    /// <param name="Movements">Oldest first; the units of the last are what is on hand.</param>
    public sealed record Units(Guid Offer, long OnHand, long Reserved, long Sold, IReadOnlyList<Movement> Movements);

    /// <param name="At">In UTC.</param>
    public sealed record Movement(string Kind, long From, long To, Guid? Cause, string? Why, DateTime At);

    /// <param name="State">held, sold or released.</param>
    public sealed record Reservation(
        Guid Checkout, Guid Offer, long Quantity, string State, DateTime? ExpiresAt, string? Why);

    /// <summary>All or none, in the caller's transaction; the offers have no stock yet.</summary>
    public static async Task RunAsync(Tx tx, IReadOnlyCollection<Units> stock)
    {
        await Copy.InAsync(tx, StockSql, stock, one =>
            [tx.Region, one.Offer, one.OnHand, one.Reserved, one.Sold, one.Movements[^1].At]);
        await MoveAsync(tx, stock
            .SelectMany(one => one.Movements.Select(movement => (one.Offer, movement)))
            .OrderBy(row => row.movement.At));
    }

    internal static Task MoveAsync(Tx tx, IEnumerable<(Guid Offer, Movement Movement)> movements) =>
        Copy.InAsync(tx, MovementsSql, movements, row =>
        [
            tx.Region, Id.New(), row.Offer, row.Movement.Kind, row.Movement.From, row.Movement.To, row.Movement.Cause,
            row.Movement.Why, row.Movement.At,
        ]);

    public static Task RunAsync(Tx tx, IReadOnlyCollection<Reservation> reservations) =>
        Copy.InAsync(tx, ReservationsSql, reservations, one =>
            [tx.Region, one.Checkout, one.Offer, one.Quantity, one.State, one.ExpiresAt, one.Why]);

    const string StockSql =
        "copy inventory.stock (region, offer_id, on_hand, reserved, sold, changed_at) from stdin (format binary)";

    const string MovementsSql = """
        copy inventory.movement (region, id, offer_id, kind, units_from, units_to, cause, why, at)
        from stdin (format binary)
        """;

    const string ReservationsSql = """
        copy inventory.reservation (region, checkout_id, offer_id, quantity, state, expires_at, why)
        from stdin (format binary)
        """;
}
