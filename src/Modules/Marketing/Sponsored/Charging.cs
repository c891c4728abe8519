namespace Feria.Marketing;

/// <summary>
/// Charges clicks: the first of somebody on an offer and day, a few a network and day, as long as budget and pace
/// allow. A click that came before is known by its key, so that the same ones may be brought again.
/// </summary>
sealed class Charging(Database database, TimeProvider clock)
{
    /// <summary>Charged clicks of one network on one offer and day: a household, or a machine.</summary>
    public const int MostOfNetwork = 5;

    /// <param name="seen">How often each of its offers was before somebody's eyes.</param>
    /// <returns>What the sponsorship has spent now; null where nothing was to be noted.</returns>
    public async Task<long?> NoteAsync(
        Guid sponsorship, IReadOnlyDictionary<Guid, int> seen, IReadOnlyList<Click> clicks)
    {
        await using var tx = await database.WriteAsync();
        if (await SponsorshipBook.LockAsync(tx, sponsorship) is not { } held) return null;
        IReadOnlyList<Fresh> fresh = clicks.Count == 0 ? [] : await FreshAsync(tx, clicks);
        if (fresh.Count == 0 && seen.Count == 0) return null;
        IReadOnlyList<Fresh> paying = fresh.Count == 0
            ? []
            : Choose(fresh, await PaidAsync(tx, fresh), held.CanPay(clock.GetUtcNow().UtcDateTime));
        await tx.ExecuteAsync(PaySql, new
        {
            tx.Region, sponsorship, bid = held.BidMinor,
            fresh = fresh.Select(one => one.Offer).ToArray(),
            offers = paying.Select(one => one.Offer).ToArray(),
            days = paying.Select(one => one.Day).ToArray(),
            visitors = paying.Select(one => one.Visitor).ToArray(),
            seen = seen.Keys.ToArray(),
            times = seen.Values.ToArray(),
        });
        await tx.CommitAsync();
        return held.SpentMinor + paying.Count * held.BidMinor;
    }

    /// <summary>Those that are paid for, in the order they came.</summary>
    internal static IReadOnlyList<Fresh> Choose(
        IReadOnlyList<Fresh> fresh, IReadOnlyList<OfNetwork> paid, long most)
    {
        var counts = paid.ToDictionary(one => (one.Offer, one.Day, Convert.ToHexString(one.Network)), one => one.Many);
        var chosen = new List<Fresh>();
        foreach (var one in fresh.OrderBy(one => one.At))
        {
            if (chosen.Count >= most) break;
            var key = (one.Offer, one.Day, Convert.ToHexString(one.Network));
            if (counts.GetValueOrDefault(key) >= MostOfNetwork) continue;
            counts[key] = counts.GetValueOrDefault(key) + 1;
            chosen.Add(one);
        }

        return chosen;
    }

    static Task<IReadOnlyList<Fresh>> FreshAsync(Tx tx, IReadOnlyList<Click> clicks) =>
        tx.ListAsync<Fresh>(FreshSql, new
        {
            tx.Region,
            offers = clicks.Select(one => one.Shown).ToArray(),
            ats = clicks.Select(one => one.At).ToArray(),
            visitors = clicks.Select(one => one.Visitor).ToArray(),
            networks = clicks.Select(one => one.Network).ToArray(),
        });

    static Task<IReadOnlyList<OfNetwork>> PaidAsync(Tx tx, IReadOnlyList<Fresh> fresh) =>
        tx.ListAsync<OfNetwork>(PaidSql, new
        {
            tx.Region,
            offers = fresh.Select(one => one.Offer).Distinct().ToArray(),
            networks = fresh.Select(one => one.Network).DistinctBy(Convert.ToHexString).ToArray(),
            since = fresh.Min(one => one.Day),
        });

    internal sealed record Fresh(Guid Offer, DateTime Day, DateTime At, byte[] Visitor, byte[] Network);

    internal sealed record OfNetwork(Guid Offer, DateTime Day, byte[] Network, int Many);

    const string FreshSql = """
        -- marketing.charging.fresh
        insert into marketing.sponsored_click as c (region, sponsored_offer_id, day, visitor, network, at, cost_minor)
        select @Region, n.offer_id, (n.at at time zone 'UTC')::date, n.visitor, n.network, n.at, 0
        from unnest(@offers::uuid[], @ats::timestamptz[], @visitors::bytea[], @networks::bytea[])
            as n(offer_id, at, visitor, network)
        on conflict do nothing
        returning c.sponsored_offer_id as offer, c.day::timestamp as day, c.at, c.visitor, c.network
        """;

    const string PaidSql = """
        -- marketing.charging.paid
        select sponsored_offer_id as offer, day::timestamp as day, network, count(*)::int as many
        from marketing.sponsored_click
        where region = @Region and network = any(@networks) and day >= @since::date and cost_minor > 0
            and sponsored_offer_id = any(@offers)
        group by sponsored_offer_id, day, network
        """;

    const string PaySql = """
        -- marketing.charging.pay
        with paid as (
            update marketing.sponsored_click c set cost_minor = @bid
            from unnest(@offers::uuid[], @days::timestamp[], @visitors::bytea[]) as p(offer_id, day, visitor)
            where c.region = @Region and c.sponsored_offer_id = p.offer_id and c.day = p.day::date
                and c.visitor = p.visitor),
        counted as (
            update marketing.sponsored_offer o
            set impressions = o.impressions + n.seen, clicks = o.clicks + n.clicks, charged = o.charged + n.charged,
                cost_minor = o.cost_minor + n.charged * @bid
            from (
                select id, sum(seen)::int as seen, sum(clicks)::int as clicks, sum(charged)::int as charged
                from (
                    select s.id, s.times as seen, 0 as clicks, 0 as charged
                    from unnest(@seen::uuid[], @times::int[]) as s(id, times)
                    union all
                    select f.id, 0, 1, 0 from unnest(@fresh::uuid[]) as f(id)
                    union all
                    select p.id, 0, 0, 1 from unnest(@offers::uuid[]) as p(id)) each
                group by id) n
            where o.id = n.id)
        update marketing.sponsorship set spent_minor = spent_minor + cardinality(@offers::uuid[]) * @bid
        where id = @sponsorship
        """;
}

/// <summary>Somebody followed what was shown.</summary>
/// <param name="Shown">The sponsored offer, or the variant of a banner.</param>
/// <param name="Visitor">Who it was, as a keyed hash of that day.</param>
/// <param name="Network">From where, likewise.</param>
sealed record Click(Guid Shown, DateTime At, byte[] Visitor, byte[] Network);
