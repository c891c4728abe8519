using Feria.Contracts;

namespace Feria.FlashSales;

/// <summary>
/// The placing transaction's side: whose turn it is, decided under the spot's lock, and what a checkout took. Only
/// spots that may buy are locked, so whoever knocks without a turn holds nobody up.
/// </summary>
public sealed class Turns : IFlashSales
{
    public async Task<IReadOnlyList<FlashTurn>> LoadAndLockAsync(Tx tx, IReadOnlyList<FlashWish> wishes)
    {
        var args = new
        {
            tx.Region,
            sales = wishes.Select(wish => wish.Sale).Distinct().ToArray(),
            accounts = wishes.Select(wish => wish.Account).OfType<Guid>().ToArray(),
            guests = wishes.Select(wish => wish.Guest).OfType<byte[]>().ToArray(),
        };
        var sales = (await tx.ListAsync<Terms>(SalesSql, args)).ToDictionary(sale => sale.Id);
        if (sales.Count == 0) return [.. wishes.Select(_ => FlashTurn.Unknown)];

        var admitted = await tx.ListAsync<Spot>(LockSql, args);
        var others = admitted.Count == wishes.Count ? [] : await tx.ListAsync<Spot>(SpotsSql, args);
        return [.. wishes.Select(wish => TurnOf(
            sales.GetValueOrDefault(wish.Sale), admitted.FirstOrDefault(spot => spot.Is(wish)),
            others.FirstOrDefault(spot => spot.Is(wish))))];
    }

    internal static FlashTurn TurnOf(Terms? sale, Spot? admitted, Spot? other) => (sale, admitted, other) switch
    {
        (null, _, _) => FlashTurn.Unknown,
        ({ IsOpen: false }, _, _) => FlashTurn.Unknown with { Standing = FlashStanding.Closed },
        (_, not null, _) => new(
            FlashStanding.Admitted, admitted.Id, sale.Offer, sale.PriceMinor, sale.Currency, admitted.Allowed,
            TimeSpan.FromSeconds(sale.PaySeconds)),
        (_, _, { WasAdmitted: true }) => FlashTurn.Unknown with { Standing = FlashStanding.Over },
        _ => FlashTurn.Unknown with { Standing = FlashStanding.Waiting },
    };

    public Task TakeAsync(Tx tx, IReadOnlyList<FlashTaking> takings) => tx.ExecuteAsync(TakeSql, new
    {
        tx.Region,
        checkouts = takings.Select(taking => taking.Checkout).ToArray(),
        sales = takings.Select(taking => taking.Sale).ToArray(),
        spots = takings.Select(taking => taking.Spot).ToArray(),
        quantities = takings.Select(taking => taking.Quantity).ToArray(),
        payBys = takings.Select(taking => taking.PayBy).ToArray(),
    });

    public Task SellAsync(Tx tx, Guid[] checkouts) => tx.ExecuteAsync(SellSql, new { tx.Region, checkouts });

    public async Task ReleaseAsync(Tx tx, Guid[] checkouts, string why)
    {
        await tx.ListAsync<Guid>(LockTakenSql, new { tx.Region, checkouts });
        await tx.ExecuteAsync(ReleaseSql, new { tx.Region, checkouts, why });
    }

    internal sealed record Terms(
        Guid Id, Guid Offer, long PriceMinor, string Currency, int PaySeconds, bool IsOpen);

    internal sealed record Spot(Guid Id, Guid Sale, Guid? Account, byte[]? Guest, int Allowed, bool WasAdmitted)
    {
        public bool Is(FlashWish wish) => Sale == wish.Sale && (wish.Account is not null
            ? Account == wish.Account
            : Guest is not null && Guest.AsSpan().SequenceEqual(wish.Guest));
    }

    const string SalesSql = """
        -- flashsales.turns.sales
        select id, offer_id as offer, price_minor, currency, pay_seconds,
            closed_at is null and starts_at <= clock_timestamp()
                and (has_line or clock_timestamp() < least(ends_at, stopped_at)) as is_open
        from flashsales.sale
        where region = @Region and id = any(@sales)
        """;

    const string LockSql = """
        -- flashsales.turns.lock
        select id, sale_id as sale, account_id as account, guest, allowed, true as was_admitted
        from flashsales.spot
        where region = @Region and sale_id = any(@sales) and (account_id = any(@accounts) or guest = any(@guests))
            and allowed > 0 and turn_ends_at > clock_timestamp()
        order by id
        for update
        """;

    const string SpotsSql = """
        -- flashsales.turns.spots
        select id, sale_id as sale, account_id as account, guest, allowed, admitted_at is not null as was_admitted
        from flashsales.spot
        where region = @Region and sale_id = any(@sales) and (account_id = any(@accounts) or guest = any(@guests))
        """;

    // A turn in a line is one purchase: what it does not use goes to the next.
    const string TakeSql = """
        -- flashsales.turns.take
        with taken as (
            insert into flashsales.taking (region, checkout_id, sale_id, spot_id, quantity, pay_by)
            select @Region, t.*
            from unnest(@checkouts::uuid[], @sales::uuid[], @spots::uuid[], @quantities::int[],
                @payBys::timestamptz[]) as t
            returning sale_id, spot_id, quantity),
        sums as (select sale_id, spot_id, sum(quantity)::int as quantity from taken group by sale_id, spot_id)
        update flashsales.spot s
        set taken = s.taken + t.quantity, allowed = case when e.has_line then 0 else s.allowed - t.quantity end
        from sums t
        join flashsales.sale e on e.region = @Region and e.id = t.sale_id
        where s.region = @Region and s.id = t.spot_id
        """;

    const string SellSql = """
        -- flashsales.turns.sell
        update flashsales.taking set state = 'sold', sold_at = clock_timestamp()
        where region = @Region and checkout_id = any(@checkouts) and state = 'held'
        """;

    const string LockTakenSql = """
        -- flashsales.turns.lock-taken
        select s.id
        from flashsales.spot s
        where s.region = @Region and s.id in (
            select t.spot_id
            from flashsales.taking t
            where t.region = @Region and t.checkout_id = any(@checkouts) and t.state in ('held', 'sold'))
        order by s.id
        for update of s
        """;

    // Whose payment failed may try again while the turn lasts; who gave the units back did not want them.
    const string ReleaseSql = """
        -- flashsales.turns.release
        with freed as (
            update flashsales.taking
            set state = case state when 'sold' then 'returned' else 'released' end, released_at = clock_timestamp(),
                why = @why
            where region = @Region and checkout_id = any(@checkouts) and state in ('held', 'sold')
            returning sale_id, spot_id, quantity),
        sums as (select sale_id, spot_id, sum(quantity)::int as quantity from freed group by sale_id, spot_id)
        update flashsales.spot s
        set taken = s.taken - f.quantity,
            allowed = s.allowed + case
                when e.closed_at is null and s.turn_ends_at > clock_timestamp()
                    and (not e.has_line or @why <> 'by_buyer') then f.quantity
                else 0
            end
        from sums f
        join flashsales.sale e on e.region = @Region and e.id = f.sale_id
        where s.region = @Region and s.id = f.spot_id
        """;
}
