using System.Net;
using Feria.Orders.Tests;

namespace Feria.FlashSales.Tests;

/// <summary>A bazaar served by two processes' worth of hosts over one database.</summary>
public sealed class TwinBazaar : Bazaar
{
    readonly Twin twin = new();

    public IReadOnlyList<Bazaar> Doors => [this, twin];

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        twin.SharedDatabase = ConnectionString;
        await twin.InitializeAsync();
    }

    public override void Forget(Guid sale)
    {
        base.Forget(sale);
        twin.Forget(sale);
    }

    public override async ValueTask DisposeAsync()
    {
        await twin.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    sealed class Twin : Bazaar
    {
        public string SharedDatabase { get; set; } = "";

        protected override Task<string> OpenDatabaseAsync() => Task.FromResult(SharedDatabase);
    }
}

/// <summary>Hundreds of buyers at two doors, among them who do not come and who do not pay.</summary>
public sealed class RushTests(TwinBazaar bazaar) : IClassFixture<TwinBazaar>
{
    const int Buyers = 240;
    const int Units = 50;

    [Fact]
    public async Task Every_unit_is_sold_in_the_order_of_the_line_whoever_lets_go()
    {
        var (sale, offer) = await bazaar.GatherAsync(Units, perBuyer: 2, turnSeconds: 10);
        var buyers = Enumerable.Range(0, Buyers).Select(i => new Buyer(bazaar, sale, offer, i)).ToList();
        // Four fifths are there at the start, and come again and again; the others come later.
        var (early, late) = (buyers.Where(buyer => buyer.At % 5 != 0), buyers.Where(buyer => buyer.At % 5 == 0));
        await Task.WhenAll(early.Concat(early).Select(buyer => buyer.JoinAsync()));
        await bazaar.StartAsync(sale);
        await Task.WhenAll(late.Select(buyer => buyer.JoinAsync()));

        using var done = new CancellationTokenSource();
        var watching = WatchAsync(sale, done.Token);
        await Task.WhenAll(buyers.Select(buyer => buyer.WaitAndBuyAsync()));
        await done.CancelAsync();
        Assert.Empty(await watching);

        var closed = await bazaar.UntilClosedAsync(sale);
        Assert.Equal("sold_out", closed.GetProperty("closedWhy").GetString());
        Assert.Equal(new Units(0, 0, Units), await bazaar.UnitsAsync(offer));
        Assert.Equal(Units, buyers.Sum(buyer => buyer.Bought));
        Assert.True(await bazaar.StockAddsUpAsync());
        Assert.Equal((long)Buyers, await bazaar.SqlAsync(
            $"select count(distinct guest) from flashsales.spot where sale_id = '{sale}'"));
        Assert.Equal((long)Units, await bazaar.SqlAsync(
            $"select sum(quantity) from flashsales.taking where sale_id = '{sale}' and state = 'sold'"));
        Assert.Equal(0L, await bazaar.SqlAsync($"""
            select count(*) from (
                select spot_id from flashsales.taking
                where sale_id = '{sale}' and state in ('held', 'sold')
                group by spot_id having sum(quantity) > 2) over_the_limit
            """));
        // Turns were given by number: nobody before, nobody left out, and nobody behind who had none.
        Assert.Equal(0L, await bazaar.SqlAsync($"""
            select count(*)
            from flashsales.spot s
            join flashsales.spot next on next.sale_id = s.sale_id and next.number > s.number
            where s.sale_id = '{sale}' and next.admitted_at is not null
                and (s.admitted_at is null or s.admitted_at > next.admitted_at)
            """));
        Assert.Equal(0L, await bazaar.SqlAsync($"""
            select count(*)
            from (select number, lag((round, lot)) over (order by number) > (round, lot) as is_wrong
                from flashsales.spot where sale_id = '{sale}') line
            where is_wrong
            """));
        var proof = await bazaar.ProveAsync(sale);
        Assert.Equal([], ProofTests.Broken(proof));
        Assert.Equal((Units, 0, 0), (proof.GetProperty("units").GetProperty("sold").GetInt32(),
            proof.GetProperty("units").GetProperty("oversold").GetInt32(),
            proof.GetProperty("units").GetProperty("unsold").GetInt32()));
        Assert.True((int)(await bazaar.SqlAsync(
            $"select count(*)::int from flashsales.taking where sale_id = '{sale}' and state = 'released'"))! > 0);
    }

    // Of one snapshot at a time: what is set aside and what is taken are together what the sale has.
    async Task<IReadOnlyList<string>> WatchAsync(Guid sale, CancellationToken done)
    {
        var wrong = new List<string>();
        while (!done.IsCancellationRequested)
        {
            if (await bazaar.SqlAsync($"""
                select format('%s of %s: %s set aside, %s taken, %s allowed', e.closed_at, e.units, a.quantity, s.taken,
                    s.allowed)
                from flashsales.sale e
                join inventory.set_aside a on a.id = e.id
                cross join lateral (
                    select coalesce(sum(taken), 0) as taken, coalesce(sum(allowed), 0) as allowed
                    from flashsales.spot where sale_id = e.id) s
                where e.id = '{sale}' and (a.quantity + s.taken <> e.units or s.taken + s.allowed > e.units)
                """) is string fault)
                wrong.Add(fault);
            await bazaar.SqlAsync($"""
                update orders.checkout set expires_at = now()
                where flash_sale_id = '{sale}' and status = 'placed' and method = 'card' and expires_at > now()
                """);
            await Task.Delay(100, CancellationToken.None);
        }

        return wrong;
    }

    /// <summary>Joins at one door, waits and buys at the other; some do not come or do not pay.</summary>
    sealed class Buyer(TwinBazaar bazaar, Guid sale, Guid offer, int at)
    {
        readonly string token = Token.New();

        public int At => at;

        public int Bought { get; private set; }

        public async Task JoinAsync()
        {
            using var client = bazaar.Doors[at % 2].AsGuest(token);
            Assert.Equal(HttpStatusCode.OK, (await Bazaar.JoinAsync(client, sale)).StatusCode);
        }

        public async Task WaitAndBuyAsync()
        {
            using var client = bazaar.Doors[(at + 1) % 2].AsGuest(token);
            var spot = await Bazaar.UntilAsync(client, sale, "admitted", "closed");
            if (spot.GetProperty("state").GetString() == "closed" || at % 7 == 0) return;
            var quantity = Math.Min(spot.GetProperty("allowed").GetInt32(), 1 + at % 2);
            var bought = await Bazaar.BuyAsync(
                client, sale, offer, quantity, at % 6 == 0 ? "card" : "cash_on_delivery");
            if (bought.StatusCode == HttpStatusCode.Created && at % 6 != 0) Bought = quantity;
            // A turn that ran out on a busy machine is no fault; the unit went on.
            else if (bought.StatusCode != HttpStatusCode.Created)
                Assert.Equal("flash_turn_over", await bought.CodeAsync());
        }
    }
}
