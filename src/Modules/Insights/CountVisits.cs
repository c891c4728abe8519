using System.Text.Json;
using Feria.Contracts;

namespace Feria.Insights;

/// <summary>
/// Counts for each store what was looked at and put into carts since it last looked. A page is seen of a product: it
/// counts for every store that sells it now. What comes into a cart is one store's.
/// </summary>
public sealed class CountVisits(Database database, IVisits visits, IOfferBook offers) : Job
{
    // A transaction that is still open may write rows of a time that was counted already: so long is waited for it.
    static readonly TimeSpan Late = TimeSpan.FromSeconds(10);
    const int AtOnce = 5000;

    public override string Name => "insights.count-visits";

    public override TimeSpan? Every => TimeSpan.FromMinutes(1);

    public override Task RunAsync(JsonElement body, CancellationToken stop) => CarryOnAsync(Late, stop);

    /// <summary>Counts everything there is. Only while nobody else writes: what others commit later is lost.</summary>
    public Task CatchUpAsync(CancellationToken stop) => CarryOnAsync(TimeSpan.Zero, stop);

    async Task CarryOnAsync(TimeSpan late, CancellationToken stop)
    {
        for (var isBehind = true; isBehind;)
        {
            await using var tx = await database.WriteAsync(stop);
            isBehind = await StepAsync(tx, late);
            await tx.CommitAsync();
        }
    }

    /// <summary>
    /// Counts anew what is kept of what was done, in one transaction. Older days stay: nothing is left of them to
    /// count.
    /// </summary>
    public async Task RemakeAsync(Tx tx)
    {
        var firstDay = await tx.OneAsync<DateTime>(SetBackSql);
        await tx.ExecuteAsync(ClearSql, new { firstDay });
        while (await StepAsync(tx, Late))
        {
        }
    }

    // Whoever counts holds the position: two at once count one after the other, and each what the other did not.
    async Task<bool> StepAsync(Tx tx, TimeSpan late)
    {
        var step = await tx.OneAsync<Step>(StepSql, new { late });
        if (step.Until <= step.Since) return false;
        var done = await visits.WrittenAsync(tx, step.Since, step.Until);
        var counted = await OfStoresAsync(tx, [.. done.Where(one => one.Day >= (step.FirstDay ?? DateTime.MinValue))]);
        await tx.ExecuteAsync(AddSql, new
        {
            step.Until,
            stores = counted.Select(one => one.Key.Store).ToArray(),
            products = counted.Select(one => one.Key.Product).ToArray(),
            days = counted.Select(one => one.Key.Day).ToArray(),
            views = counted.Select(one => one.Value.Views).ToArray(),
            adds = counted.Select(one => one.Value.Adds).ToArray(),
        });
        return step.IsBehind;
    }

    async Task<IReadOnlyList<KeyValuePair<Spot, (int Views, int Adds)>>> OfStoresAsync(
        Tx tx, IReadOnlyList<Visited> done)
    {
        var sellers = new List<ProductSeller>();
        foreach (var some in done.Where(one => one.Views > 0).Select(one => one.Product).Distinct().Chunk(AtOnce))
            sellers.AddRange(await offers.SellersAsync(tx, some));
        var owners = new Dictionary<Guid, Guid>();
        foreach (var some in done.Where(one => one.Offer is not null).Select(one => one.Offer!.Value).Distinct()
            .Chunk(AtOnce))
            foreach (var one in await offers.OwnersAsync(tx, some)) owners[one.Offer] = one.Store;
        return [.. Spot.Ordered(Add(done, sellers, owners), one => one.Key)];
    }

    internal static IReadOnlyDictionary<Spot, (int Views, int Adds)> Add(
        IReadOnlyList<Visited> done, IReadOnlyList<ProductSeller> sellers, IReadOnlyDictionary<Guid, Guid> owners)
    {
        var counted = new Dictionary<Spot, (int Views, int Adds)>();
        void Count(Guid store, Visited one, int views, int adds)
        {
            foreach (var product in (Guid[])[one.Product, Guid.Empty])
            {
                var spot = new Spot(store, product, one.Day);
                var sum = counted.GetValueOrDefault(spot);
                counted[spot] = (sum.Views + views, sum.Adds + adds);
            }
        }

        var selling = sellers.ToLookup(one => one.Product, one => one.Store);
        foreach (var one in done)
        {
            if (one.Views > 0)
                foreach (var store in selling[one.Product]) Count(store, one, one.Views, 0);
            if (one.Adds > 0 && one.Offer is { } offer && owners.TryGetValue(offer, out var owner))
                Count(owner, one, 0, one.Adds);
        }

        return counted;
    }

    /// <param name="FirstDay">What was done before it is counted already; null where nothing is.</param>
    sealed record Step(DateTime Since, DateTime Until, bool IsBehind, DateTime? FirstDay);

    // Its lock comes before those of the visits.
    const string StepSql = """
        -- insights.count-visits.step
        select until as since,
            least(until + interval '6 hours', now() - @late::interval,
                case when until < first_until then first_until end) as until,
            least(until + interval '6 hours', case when until < first_until then first_until end)
                < now() - @late::interval as is_behind,
            case when until < first_until then first_day::timestamp at time zone 'UTC' end as first_day
        from insights.visit_position
        for update
        """;

    const string AddSql = """
        -- insights.count-visits.add
        with carried as (update insights.visit_position set until = @Until)
        insert into insights.visit (store_id, product_id, day, views, adds)
        select store, product, (day at time zone 'UTC')::date, views, adds
        from unnest(@stores::uuid[], @products::uuid[], @days::timestamptz[], @views::int[], @adds::int[])
            as v(store, product, day, views, adds)
        on conflict (store_id, product_id, day) do update
            set views = visit.views + excluded.views, adds = visit.adds + excluded.adds
        """;

    // Behaviour is kept ninety days: of these days all of it is there.
    const string SetBackSql = """
        -- insights.count-visits.set-back
        update insights.visit_position
        set first_day = (now() at time zone 'UTC')::date - 89, first_until = greatest(until, first_until),
            until = now() - interval '91 days'
        returning first_day::timestamp at time zone 'UTC'
        """;

    const string ClearSql = """
        -- insights.count-visits.clear
        delete from insights.visit where day >= (@firstDay::timestamptz at time zone 'UTC')::date
        """;
}
