using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Units of an order's line: where they went, and what became of them there.</summary>
/// <param name="Sent">In parcels that did not come back.</param>
/// <param name="Arrived">In parcels that were delivered.</param>
/// <param name="Fresh">Of them, so recently that they can be sent back.</param>
/// <param name="Overdue">In parcels that are on their way for too long.</param>
/// <param name="Returned">In parcels that came back.</param>
/// <param name="Back">In returns that are open or were granted, but those of what was not received.</param>
/// <param name="Missed">The same of what was not received.</param>
/// <param name="Open">In open returns of which nothing was paid back.</param>
/// <param name="Paid">Paid back.</param>
/// <param name="PaidAside">Of them, without a return.</param>
/// <param name="Unsent">Paid back, and not sent any more.</param>
/// <param name="UnsentAside">Of them, without a return.</param>
/// <param name="Anew">To be sent in exchange.</param>
sealed record ReturnUnits(
    short Position, Guid Offer, int Quantity, long TotalMinor, int Sent, int Arrived, int Fresh, int Overdue,
    int Returned, int Back, int Missed, int Open, int Paid, int PaidAside, int Unsent, int UnsentAside, int Anew)
{
    /// <summary>Units that may still be said not to have come.</summary>
    public int Missable => Math.Max(
        0, Math.Min(StillOut, Math.Max(0, InHand) + Overdue - (Missed - (Unsent - UnsentAside))));

    /// <summary>Units the buyer has, and can send back or complain of.</summary>
    public int Returnable => Math.Max(0, Math.Min(InHand, StillOut));

    /// <summary>Units that were sent, and the store can pay back by itself.</summary>
    public int Payable => Math.Max(0, Math.Min(Unpaid, StillOut));

    /// <summary>Units still to be sent that the store can pay back instead.</summary>
    public int Unsendable => Math.Max(0, Math.Min(Unpaid, Left - CameBack));

    /// <summary>Of units said not to have come, those that are at the store again.</summary>
    public int CameBack => Math.Max(0, Math.Min(
        Math.Min(Left, Returned), Missed - (Unsent - UnsentAside) - (Sent - Arrived)));

    /// <summary>Units still to be sent.</summary>
    public int Left => Quantity + Anew - Sent - Unsent;

    int Unpaid => Quantity - Paid - Open;

    int InHand => Math.Min(Fresh, Arrived - Back - (PaidAside - UnsentAside));

    int StillOut => Sent - (Back + Missed + PaidAside - Unsent);

    public int Askable(string reason) => reason == ReturnKind.NotReceived ? Missable : Returnable;

    /// <summary>
    /// What so many units more are worth. Reckoned on all that were paid back so far, so that refunds in any parts
    /// give back exactly the line in the end.
    /// </summary>
    public long WorthMinor(int units) => ShareMinor(Paid + units) - ShareMinor(Paid);

    long ShareMinor(int units) =>
        new Money(TotalMinor, "").Split([Math.Min(units, Quantity), Math.Max(0, Quantity - units)])[0].Amount;

    /// <summary>What the units are worth, with delivery where nothing of the order is kept.</summary>
    /// <param name="deliveryMinor">Nothing where it is not to be given back.</param>
    public static long WorthMinor(
        IReadOnlyList<ReturnUnits> lines, IReadOnlyDictionary<int, int> units, long deliveryMinor) =>
        lines.Sum(line => line.WorthMinor(units.GetValueOrDefault(line.Position)))
        + (lines.All(line => line.Paid + units.GetValueOrDefault(line.Position) >= line.Quantity) ? deliveryMinor : 0);

    /// <summary>Reads them for an order; under its checkout's lock where something is decided by them.</summary>
    public static Task<IReadOnlyList<ReturnUnits>> OfAsync(
        Session session, string region, Guid order, ReturnTerms terms, DateTime now) =>
        session.ListAsync<ReturnUnits>(
            UnitsSql, new { region, order, since = terms.Since(now), missed = terms.MissedIfSentBefore(now) });

    const string UnitsSql = """
        -- orders.return-units.of
        with parcel as (
            select s.id, s.status, s.sent_at, (
                select max(h.at) from orders.shipment_history h
                where h.region = @region and h.shipment_id = s.id and h.what = 'delivered') as came_at
            from orders.shipment s
            where s.region = @region and s.order_id = @order),
        packed as (
            select g.position, (sum(g.quantity) filter (where p.status <> 'returned'))::int as sent,
                (sum(g.quantity) filter (where p.status = 'returned'))::int as returned,
                (sum(g.quantity) filter (where p.status = 'delivered'))::int as arrived,
                (sum(g.quantity) filter (where p.status = 'delivered' and p.came_at >= @since))::int as fresh,
                (sum(g.quantity) filter (
                    where p.status not in ('delivered', 'returned') and p.sent_at <= @missed))::int as overdue
            from parcel p
            join orders.shipment_line g on g.region = @region and g.shipment_id = p.id
            group by g.position),
        asked as (
            select l.position,
                (sum(l.quantity) filter (where r.reason <> 'not_received'))::int as back,
                (sum(l.quantity) filter (where r.reason = 'not_received'))::int as missed,
                (sum(l.quantity) filter (
                    where r.status not in ('refunded', 'exchanged') and not exists (
                        select from orders.refund f
                        where f.region = @region and f.order_id = @order and f.return_id = r.id)))::int as open,
                sum(l.anew)::int as anew
            from orders.return r
            join orders.return_line l on l.region = @region and l.return_id = r.id
            where r.region = @region and r.order_id = @order and r.status not in ('withdrawn', 'lapsed', 'kept')
            group by l.position),
        paid as (
            select l.position, sum(l.quantity)::int as paid,
                (sum(l.quantity) filter (where f.return_id is null))::int as aside, sum(l.unsent)::int as unsent,
                (sum(l.unsent) filter (where f.return_id is null))::int as unsent_aside
            from orders.refund f
            join orders.refund_line l on l.region = @region and l.refund_id = f.id
            where f.region = @region and f.order_id = @order
            group by l.position)
        select o.position, o.offer_id as offer, o.quantity, o.total_minor - o.discount_minor as total_minor,
            coalesce(k.sent, 0) as sent,
            coalesce(k.arrived, 0) as arrived, coalesce(k.fresh, 0) as fresh, coalesce(k.overdue, 0) as overdue,
            coalesce(k.returned, 0) as returned, coalesce(a.back, 0) as back, coalesce(a.missed, 0) as missed,
            coalesce(a.open, 0) as open,
            coalesce(p.paid, 0) as paid, coalesce(p.aside, 0) as paid_aside, coalesce(p.unsent, 0) as unsent,
            coalesce(p.unsent_aside, 0) as unsent_aside, coalesce(a.anew, 0) as anew
        from orders.order_line o
        left join packed k on k.position = o.position
        left join asked a on a.position = o.position
        left join paid p on p.position = o.position
        where o.region = @region and o.order_id = @order
        order by o.position
        """;
}
