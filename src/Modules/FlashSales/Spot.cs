namespace Feria.FlashSales;

/// <summary>A buyer's spot in the line of a flash sale.</summary>
/// <param name="State">
/// gathering (numbers are not drawn yet), waiting, admitted (buy now), bought, missed (the turn ran out) or closed (the
/// sale was over before the turn came).
/// </param>
/// <param name="Number">Drawn once, for good.</param>
/// <param name="Position">How many turns until yours: 1 is next.</param>
/// <param name="EstimateSeconds">Until your turn; null where that hangs on units others must let go first.</param>
/// <param name="Allowed">Units you may buy in this turn.</param>
/// <param name="TurnEndsAt">Place your purchase until then.</param>
/// <param name="Checkout">Your latest purchase in this sale.</param>
/// <param name="PayBy">Until when its units are held for the payment.</param>
/// <param name="Left">Units nobody holds or bought.</param>
/// <param name="AskAgainSeconds">When it is worth asking again.</param>
public sealed record Spot(
    Guid Sale,
    string State,
    int? Number,
    int? Position,
    int? EstimateSeconds,
    int Allowed,
    DateTime? TurnEndsAt,
    Guid? Checkout,
    DateTime? PayBy,
    int Left,
    string Phase,
    DateTime StartsAt,
    DateTime EndsAt,
    DateTime Now,
    double AskAgainSeconds);

public static class SpotState
{
    public const string Gathering = "gathering";
    public const string Waiting = "waiting";
    public const string Admitted = "admitted";
    public const string Bought = "bought";
    public const string Missed = "missed";
    public const string Closed = "closed";
}

/// <summary>Finds a caller's spot: from memory while it waits, from its row when it is up.</summary>
public sealed class Spots(Database database, Lines lines)
{
    /// <summary>Null where the caller has none; standing is the sale's, just read.</summary>
    public async Task<Spot?> FindAsync(Lines.Standing standing, Caller caller, CancellationToken stop)
    {
        var sale = standing.Sale;
        if (caller.Mark.Length == 0) return null;
        if (lines.NumberOf(sale.Id, caller.Mark) is { } number && number > sale.Admitted)
            return Waiting(standing, number);
        if (sale.ClosedAt is null && lines.IsGathering(sale.Id, caller.Mark, sale.Round))
            return Waiting(standing, null);

        await using var session = await database.ReadFreshAsync(stop);
        var row = await session.OneOrNullAsync<Row>(
            FindSql, new { database.Region, sale = sale.Id, caller.Account, caller.Guest });
        if (row is null) return null;
        if (row.Number is { } drawn) lines.RememberNumber(sale.Id, caller.Mark, drawn);
        else if (sale.HasLine) lines.RememberGathering(sale.Id, caller.Mark, sale.Round);
        return Of(standing, row);
    }

    internal static Spot Of(Lines.Standing standing, Row row)
    {
        if (row.AdmittedAt is null) return Waiting(standing, row.Number);
        var state = row.Allowed > 0 && row.TurnEndsAt > standing.Now && standing.Sale.ClosedAt is null
                ? SpotState.Admitted
            : row.Taken > 0 ? SpotState.Bought
            : SpotState.Missed;
        // Before the start, who needs no line waits for the clock alone.
        if (state == SpotState.Admitted && standing.Now < standing.Sale.StartsAt) return Waiting(standing, null);
        return Shape(standing, state, row.Number, null, null) with
        {
            Allowed = state == SpotState.Admitted ? row.Allowed : 0,
            TurnEndsAt = row.TurnEndsAt,
            Checkout = row.Checkout,
            PayBy = row.State == "held" ? row.PayBy : null,
            AskAgainSeconds = 3,
        };
    }

    internal static Spot Waiting(Lines.Standing standing, int? number)
    {
        var sale = standing.Sale;
        if (standing.Phase is SalePhase.Closed or SalePhase.Ending)
            return Shape(standing, SpotState.Closed, number, null, null) with { AskAgainSeconds = 30 };
        if (number is null)
            return Shape(standing, SpotState.Gathering, null, null, null) with
            {
                AskAgainSeconds = Pacing.AskAgain(sale.StartsAt - standing.Now),
            };
        // The row may know of a number that this process's copy of the sale does not reach yet.
        var position = Math.Max(1, number.Value - sale.Admitted);
        return Shape(
            standing, SpotState.Waiting, number, position, Pacing.Estimate(position, sale.Rate, standing.Free)) with
        {
            AskAgainSeconds = Pacing.AskAgain(position, sale.Rate),
        };
    }

    static Spot Shape(Lines.Standing standing, string state, int? number, int? position, int? estimate) => new(
        standing.Sale.Id, state, number, position, estimate, 0, null, null, null,
        standing.Sale.Units - standing.Taken, standing.Phase, standing.Sale.StartsAt, standing.Sale.LastCall,
        standing.Now, 0);

    internal sealed record Row(
        int? Number, DateTime? AdmittedAt, DateTime? TurnEndsAt, int Allowed, int Taken, Guid? Checkout, string? State,
        DateTime? PayBy);

    // The account's own spot comes before one its browser has as a guest.
    internal const string FindSql = """
        -- flashsales.spots.find
        select s.number, s.admitted_at, s.turn_ends_at, s.allowed, s.taken, t.checkout_id as checkout, t.state, t.pay_by
        from flashsales.spot s
        left join lateral (
            select checkout_id, state, pay_by
            from flashsales.taking
            where region = @Region and spot_id = s.id
            order by taken_at desc
            limit 1) t on true
        where s.region = @Region and s.sale_id = @sale
            and (s.account_id = @Account or (@Account::uuid is null and s.guest = @Guest))
        """;
}
