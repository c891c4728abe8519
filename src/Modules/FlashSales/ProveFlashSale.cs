using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.FlashSales;

/// <summary>
/// Proves a flash sale from its rows alone: what was sold, released and refused, that nothing was oversold or left
/// unsold while buyers waited, and that turns were given in the order the line was drawn.
/// </summary>
public static class ProveFlashSale
{
    const int MostRows = 100_000;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/flash-sales/{sale:guid}/proof", Handle)
        .WithName(nameof(ProveFlashSale))
        .RequireAccess(Permission.ManageFlashSales)
        .Refuses(Refusals.FlashSaleNotFound);

    /// <param name="IsFinal">Whether the sale is closed, so that nothing of this changes any more.</param>
    /// <param name="Holds">Whether every check does.</param>
    /// <param name="Seed">What the line was drawn with; told once the sale is closed.</param>
    /// <param name="Line">The line in the order of numbers, where rows were asked for.</param>
    public sealed record Proof(
        Guid Sale, string Name, DateTime At, bool IsFinal, bool Holds, string? ClosedWhy, DateTime StartsAt,
        DateTime? DrawnAt, DateTime? ClosedAt, string SeedDigest, string? Seed, UnitsOf Units, BuyersOf Buyers,
        IReadOnlyList<Check> Checks, IReadOnlyList<Row>? Line);

    /// <param name="Released">Let go by checkouts that were not paid, or cancelled before that.</param>
    /// <param name="Returned">Sold, and back by a cancelled order while the sale was open.</param>
    /// <param name="Unsold">Put back on the shelf when it closed.</param>
    public sealed record UnitsOf(
        long SetAside, long Sold, long Held, long Released, long Returned, long Unsold, long Oversold);

    /// <param name="Drawn">There by the start, and shuffled.</param>
    /// <param name="Missed">Let in, and let the turn run out or the units go.</param>
    /// <param name="Refused">Never let in: there was nothing left to let them in for.</param>
    /// <param name="LastBought">The greatest number that bought.</param>
    public sealed record BuyersOf(
        long Spots, long Drawn, long Later, long Admitted, long Bought, long Missed, long Refused, int? LastBought);

    /// <param name="Name">Stable.</param>
    /// <param name="Offenders">How many rows break it.</param>
    public sealed record Check(string Name, string Sentence, long Offenders)
    {
        public bool Holds => Offenders == 0;
    }

    /// <param name="Lot">SHA-256 of the seed and the spot's sixteen bytes, in hex.</param>
    public sealed record Row(
        int? Number, Guid Spot, int? Round, string? Lot, DateTime ArrivedAt, DateTime? AdmittedAt,
        DateTime? TurnEndsAt, DateTime? TakenAt, int Taken);

    public static async Task<Results<Ok<Proof>, ProblemHttpResult>> Handle(
        Guid sale, bool? rows, Database database, IStock stock, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        var args = new { database.Region, sale, MostRows };
        if (await session.OneOrNullAsync<Terms>(TermsSql, args) is not { } terms)
            return Refusals.FlashSaleNotFound.AsProblem();

        var line = await session.OneAsync<Counted>(LineSql, args);
        var taken = await session.OneAsync<Takings>(TakingsSql, args);
        var shelf = await stock.SetAsideUseAsync(session, sale);
        var checks = Checks(terms, line, taken, shelf);
        return TypedResults.Ok(new Proof(
            sale, terms.Name, terms.Now, terms.ClosedAt is not null, checks.All(check => check.Holds), terms.ClosedWhy,
            terms.StartsAt, terms.DrawnAt, terms.ClosedAt, Convert.ToHexStringLower(terms.SeedDigest),
            terms.ClosedAt is null ? null : Convert.ToHexStringLower(terms.Seed),
            new(terms.Units, taken.Sold, taken.Held, taken.Released, taken.Returned, terms.Unsold ?? 0,
                Math.Max(0, taken.Sold + taken.Held - terms.Units)),
            new(line.Spots, line.Drawn, line.Later, line.Admitted, line.Bought, line.Missed, line.Refused,
                line.LastBought),
            checks,
            rows is true ? await session.ListAsync<Row>(RowsSql, args) : null));
    }

    internal static IReadOnlyList<Check> Checks(Terms terms, Counted line, Takings taken, SetAsideUse shelf) =>
    [
        new("nothing_oversold", "No more was sold and held than was set aside.",
            Math.Max(0, taken.Sold + taken.Held - terms.Units)),
        new("nothing_unsold_while_buyers_waited", "Nothing was left over while somebody waited, unless it was stopped.",
            terms.ClosedWhy is null or "stopped" ? 0 : Math.Min(terms.Unsold ?? 0, line.Refused)),
        new("every_unit_is_accounted_for", "Sold, held and left over are together what was set aside.",
            terms.ClosedAt is null ? 0 : Math.Abs(terms.Units - taken.Sold - taken.Held - (terms.Unsold ?? 0))),
        new("stock_tells_the_same", "The stock's own rows say as many units were held and sold.",
            Math.Abs(shelf.Held - taken.Held) + Math.Abs(shelf.Sold - taken.Sold - taken.Returned)),
        new("limit_held", "Nobody bought more than one buyer may.", taken.OverLimit),
        new("bought_in_turn", "Nobody bought before being let in.", taken.BeforeTurn),
        new("seed_is_the_one_announced", "The seed has the digest that was shown beforehand.",
            terms.IsSeedKept ? 0 : 1),
        new("lots_are_the_seed_s", "Every lot is made of the seed and the spot.", line.WrongLots),
        new("numbers_have_no_gap", "Numbers go from one up without a gap.", line.Gaps),
        new("numbers_follow_the_draw", "Numbers go by round, and in a round by lot.", line.Disorder),
        new("rounds_follow_arrival", "Nobody who came five seconds before another was put in a later round.",
            line.Overtaken),
        new("turns_follow_numbers", "Turns were given in the order of numbers, to everybody up to the last.",
            line.OutOfTurn),
        new("nobody_bought_from_behind", "Nobody bought who stood behind somebody never let in.", line.FromBehind),
    ];

    internal sealed record Terms(
        string Name, int Units, DateTime StartsAt, DateTime? DrawnAt, DateTime? ClosedAt, string? ClosedWhy,
        int? Unsold, byte[] Seed, byte[] SeedDigest, bool IsSeedKept, DateTime Now);

    internal sealed record Counted(
        long Spots, long Drawn, long Later, long Admitted, long Bought, long Missed, long Refused, int? LastBought,
        long WrongLots, long Gaps, long Disorder, long Overtaken, long OutOfTurn, long FromBehind);

    internal sealed record Takings(
        long Sold, long Held, long Released, long Returned, long OverLimit, long BeforeTurn);

    const string TermsSql = """
        -- flashsales.prove-flash-sale.terms
        select name, units, starts_at, drawn_at, closed_at, closed_why, unsold, seed, seed_digest,
            sha256(seed) = seed_digest as is_seed_kept, clock_timestamp() as now
        from flashsales.sale
        where region = @Region and id = @sale
        """;

    // Of two neighbours in line: the one before is b_.
    const string LineSql = """
        -- flashsales.prove-flash-sale.line
        with line as (
            select s.*, e.seed, e.has_line,
                lag(s.number) over ahead as b_number, lag(s.round) over ahead as b_round,
                lag(s.lot) over ahead as b_lot, lag(s.admitted_at) over ahead as b_admitted_at,
                max(s.arrived_at) over (order by s.round range between unbounded preceding and 1 preceding)
                    as latest_of_earlier_rounds,
                min(s.number) filter (where s.admitted_at is null) over () as first_refused
            from flashsales.spot s
            join flashsales.sale e on e.region = @Region and e.id = s.sale_id
            where s.region = @Region and s.sale_id = @sale
            window ahead as (order by s.number))
        select count(*) as spots,
            count(*) filter (where round = 1) as drawn,
            count(*) filter (where round > 1) as later,
            count(*) filter (where admitted_at is not null) as admitted,
            count(*) filter (where taken > 0) as bought,
            count(*) filter (where admitted_at is not null and taken = 0
                and (allowed = 0 or turn_ends_at <= clock_timestamp())) as missed,
            count(*) filter (where admitted_at is null) as refused,
            max(number) filter (where taken > 0) as last_bought,
            count(*) filter (where lot <> sha256(seed || uuid_send(id))) as wrong_lots,
            count(*) filter (where number <> coalesce(b_number, 0) + 1) as gaps,
            count(*) filter (where (b_round, b_lot) > (round, lot)) as disorder,
            count(*) filter (where number is not null
                and arrived_at < latest_of_earlier_rounds - interval '5 seconds') as overtaken,
            count(*) filter (where has_line and admitted_at is not null and b_number is not null
                and (b_admitted_at is null or b_admitted_at > admitted_at)) as out_of_turn,
            count(*) filter (where taken > 0 and number > first_refused) as from_behind
        from line
        """;

    const string TakingsSql = """
        -- flashsales.prove-flash-sale.takings
        with taken as (
            select t.*, s.admitted_at, s.per_buyer,
                sum(t.quantity) filter (where t.state in ('held', 'sold')) over (partition by t.spot_id) as of_spot,
                row_number() over (partition by t.spot_id order by t.checkout_id) as nth
            from flashsales.taking t
            join flashsales.spot s on s.region = @Region and s.id = t.spot_id
            where t.region = @Region and t.sale_id = @sale)
        select coalesce(sum(quantity) filter (where state = 'sold'), 0)::bigint as sold,
            coalesce(sum(quantity) filter (where state = 'held'), 0)::bigint as held,
            coalesce(sum(quantity) filter (where state = 'released'), 0)::bigint as released,
            coalesce(sum(quantity) filter (where state = 'returned'), 0)::bigint as returned,
            count(*) filter (where of_spot > per_buyer and nth = 1) as over_limit,
            count(*) filter (where admitted_at is null or taken_at < admitted_at) as before_turn
        from taken
        """;

    const string RowsSql = """
        -- flashsales.prove-flash-sale.rows
        select s.number, s.id as spot, s.round, encode(s.lot, 'hex') as lot, s.arrived_at, s.admitted_at,
            s.turn_ends_at, t.taken_at, s.taken
        from flashsales.spot s
        left join (
            select spot_id, max(taken_at) as taken_at
            from flashsales.taking
            where region = @Region and sale_id = @sale and state in ('held', 'sold')
            group by spot_id
        ) t on t.spot_id = s.id
        where s.region = @Region and s.sale_id = @sale
        order by s.number, s.id
        limit @MostRows
        """;
}
