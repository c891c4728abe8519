using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>A spell begins where an offer ran low, its store is told, and it ends where the offer rose again.</summary>
public sealed class OnLowStockChanged(IOfferBook offers, TimeProvider clock) : Reaction
{
    // Later than that nobody is helped by the news, and what was told is no longer remembered.
    static readonly TimeSpan News = TimeSpan.FromDays(30);

    public override string Name => "inventory.on-low-stock-changed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(LowStockChanged))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var (begun, ends) = Spells(events);
        await tx.ExecuteAsync(EndSql, new
        {
            tx.Region,
            offers = ends.Select(end => end.Key).ToArray(),
            seqs = ends.Select(end => end.Seq).ToArray(),
            ats = ends.Select(end => end.At).ToArray(),
        });
        var stores = (await offers.TermsAsync(tx, [.. begun.Select(spell => spell.Low.Key).Distinct()]))
            .ToDictionary(offer => offer.Offer, offer => offer.Store);
        begun = [.. begun.Where(spell =>
            stores.ContainsKey(spell.Low.Key) && spell.Low.At > clock.GetUtcNow() - News)];
        var low = begun.Select(spell => spell.Low.As<LowStockChanged>()).ToList();
        var untold = await tx.ListAsync<Guid>(BeginSql, new
        {
            tx.Region,
            ids = begun.Select(spell => spell.Low.Id).ToArray(),
            seqs = begun.Select(spell => spell.Low.Seq).ToArray(),
            stores = low.Select(said => stores[said.Offer]).ToArray(),
            offers = low.Select(said => said.Offer).ToArray(),
            frees = low.Select(said => said.Free).ToArray(),
            thresholds = low.Select(said => said.Threshold).ToArray(),
            begins = begun.Select(spell => spell.Low.At).ToArray(),
            ends = begun.Select(spell => spell.EndedAt).ToArray(),
        });
        foreach (var store in untold.Distinct())
            tx.Enqueue(TellLowStock.JobName, new TellLowStock.Order(store), key: $"{store}");
    }

    /// <summary>What begins among the events, with its end where that is there too, and what ends of before.</summary>
    internal static (IReadOnlyList<(LoggedEvent Low, DateTime? EndedAt)> Begun, IReadOnlyList<LoggedEvent> Ends) Spells(
        IReadOnlyList<LoggedEvent> events)
    {
        var begun = new List<(LoggedEvent Low, DateTime? EndedAt)>();
        var ends = new List<LoggedEvent>();
        foreach (var said in events.GroupBy(said => said.Key))
            foreach (var one in said)
                if (one.As<LowStockChanged>().Low) begun.Add((one, null));
                else if (begun.Count > 0 && begun[^1] is { EndedAt: null } open && open.Low.Key == one.Key)
                    begun[^1] = (open.Low, one.At);
                else ends.Add(one);
        return (begun, [.. ends.DistinctBy(end => end.Key)]);
    }

    // What was heard before may be heard again: a spell that began later is not ended by it. Who tells of them locks
    // them in the same order.
    const string EndSql = """
        -- inventory.on-low-stock-changed.end
        with ended as (
            select s.region, s.id, e.at
            from unnest(@offers::uuid[], @seqs::bigint[], @ats::timestamptz[]) as e(offer_id, seq, at)
            join inventory.low_spell s
                on s.region = @Region and s.offer_id = e.offer_id and s.ended_at is null and s.seq < e.seq
            order by s.id
            for update of s)
        update inventory.low_spell s
        set ended_at = e.at
        from ended e
        where s.region = e.region and s.id = e.id
        """;

    const string BeginSql = """
        -- inventory.on-low-stock-changed.begin
        insert into inventory.low_spell (
            region, id, seq, store_id, offer_id, free, threshold, began_at, ended_at)
        select @Region, b.id, b.seq, b.store_id, b.offer_id, b.free, b.threshold, b.began_at, b.ended_at
        from unnest(@ids::uuid[], @seqs::bigint[], @stores::uuid[], @offers::uuid[], @frees::bigint[],
            @thresholds::bigint[], @begins::timestamptz[], @ends::timestamptz[])
            as b(id, seq, store_id, offer_id, free, threshold, began_at, ended_at)
        order by b.id
        on conflict do nothing
        returning store_id
        """;
}
