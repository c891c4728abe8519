using System.Net;
using System.Net.Http.Json;
using Feria.Contracts;
using Npgsql;

namespace Feria.Orders.Tests;

/// <summary>A market with eight connections to its database, seven of them for shoppers, and little patience.</summary>
public sealed class SmallMarket : Market
{
    public const int Room = 7;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Feria:Postgres"] = $"{ConnectionString};Maximum Pool Size={Room + 1}",
        ["Feria:PatienceSeconds"] = "0.25",
    };
}

/// <summary>More than can be served: what is not done in time is refused soon, and nothing is lost.</summary>
public sealed class OverloadTests(SmallMarket market) : IClassFixture<SmallMarket>
{
    [Fact]
    public async Task While_nobody_gets_through_others_are_refused_readers_and_watchers_are_not_and_then_all_goes_on()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1000, 100);
        var product = $"/api/v1/products/{await market.SqlAsync($"""
            select p.slug from catalog.product p
            join catalog.variant v on v.product_id = p.id join catalog.offer o on o.variant_id = v.id
            where o.id = '{offer}'
            """)}";
        await using var holding = new NpgsqlConnection(market.ConnectionString + ";Pooling=false");
        await holding.OpenAsync();
        var held = await holding.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table inventory.movement in access exclusive mode", holding))
            await hold.ExecuteNonQueryAsync();

        var inside = Enumerable.Range(0, SmallMarket.Room).Select(count => CountAsync(offer, count)).ToList();
        await market.UntilHeldUpAsync(SmallMarket.Room, "inventory.");

        using var leaving = new CancellationTokenSource();
        var gone = Enumerable.Range(0, 5).Select(count => CountAsync(offer, count, leaving.Token)).ToList();
        await leaving.CancelAsync();
        foreach (var one in gone) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        foreach (var refused in await Task.WhenAll(Enumerable.Range(0, 20).Select(count => CountAsync(offer, count))))
            await AssertRefusedAsync(refused);

        foreach (var path in new[] { product, "/api/v1/products?q=thing", "/healthz", "/readyz", "/metrics" })
            Assert.Equal(HttpStatusCode.OK, (await market.Http.GetAsync(path)).StatusCode);
        Assert.All(inside, one => Assert.False(one.IsCompleted));

        await held.RollbackAsync();
        foreach (var one in inside) Assert.Equal(HttpStatusCode.OK, (await one).StatusCode);
        // None of the places was lost.
        foreach (var next in await Task.WhenAll(
            Enumerable.Range(0, SmallMarket.Room).Select(count => CountAsync(offer, 100 + count))))
            Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Who_waits_behind_a_batch_that_is_stuck_is_refused_in_time()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1000, 100);
        await using var holding = new NpgsqlConnection(market.ConnectionString + ";Pooling=false");
        await holding.OpenAsync();
        var held = await holding.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table orders.cart in access exclusive mode", holding))
            await hold.ExecuteNonQueryAsync();

        var stuck = PutAsync(offer);
        await market.UntilHeldUpAsync(1, "orders.carts.make");
        foreach (var refused in await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PutAsync(offer))))
            await AssertRefusedAsync(refused);
        Assert.False(stuck.IsCompleted);

        await held.RollbackAsync();
        Assert.Equal(HttpStatusCode.OK, (await stuck).StatusCode);
        await AssertServedAgainAsync(offer);
    }

    [Fact]
    public async Task Where_the_line_is_too_long_already_who_comes_is_refused_before_anything_of_it_is_read()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1000, 100);
        async Task WhileStuckAsync(Func<Task> work)
        {
            await using var holding = new NpgsqlConnection(market.ConnectionString + ";Pooling=false");
            await holding.OpenAsync();
            await using var held = await holding.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("lock table orders.cart in access exclusive mode", holding))
                await hold.ExecuteNonQueryAsync();
            var stuck = PutAsync(offer);
            await market.UntilHeldUpAsync(1, "orders.carts.make");
            await work();
            await held.RollbackAsync();
            Assert.Equal(HttpStatusCode.OK, (await stuck).StatusCode);
        }

        async Task<HttpResponseMessage> PutNonsenseAsync()
        {
            using var guest = market.AsGuest();
            using var nonsense = new StringContent("{", null, "application/json");
            return await guest.PutAsync($"/api/v1/cart/items/{offer}", nonsense);
        }

        // What a batch takes is learned from one that took long; one that takes longer still is about to be over.
        await WhileStuckAsync(() => Task.Delay(6_000));
        Assert.Equal(HttpStatusCode.BadRequest, (await PutNonsenseAsync()).StatusCode);
        await WhileStuckAsync(async () =>
        {
            await AssertRefusedAsync(await PutAsync(offer));
            await AssertRefusedAsync(await PutNonsenseAsync());
        });
        await AssertServedAgainAsync(offer);
    }

    [Fact]
    public async Task Of_a_rush_each_is_served_or_told_when_to_come_again_and_each_that_is_served_has_one_order()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1000, 100_000);
        var answers = await Task.WhenAll(Enumerable.Range(0, 600).Select(async i =>
        {
            var mine = new List<HttpResponseMessage>();
            using var buyer = market.AsGuest();
            for (var round = 0; round < 4; round++)
            {
                var put = await Shop.PutAsync(buyer, offer, 1);
                mine.Add(put);
                if (put.StatusCode == HttpStatusCode.OK)
                    mine.Add(await Shop.BuyAsync(buyer, Shop.Purchase(), $"rush-{i}-{round}"));
            }

            return mine;
        }));

        var all = answers.SelectMany(mine => mine).ToList();
        var refused = all.Where(answer => answer.StatusCode
            is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests).ToList();
        var bought = all.Where(answer => answer.StatusCode == HttpStatusCode.Created).ToList();
        Assert.Equal(
            all.Count, refused.Count + bought.Count + all.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.NotNull(answer.Headers.RetryAfter));
        Assert.NotEmpty(bought);
        Assert.Equal(bought.Count, bought.Select(answer => answer.Headers.Location).Distinct().Count());
        Assert.Equal((long)bought.Count, await market.SqlAsync($"""
            select count(*) from orders.store_order o
            join orders.order_line l on l.order_id = o.id where l.offer_id = '{offer}'
            """));
        Assert.True(await market.StockAddsUpAsync());

        await AssertServedAgainAsync(offer);
        using var after = market.AsGuest();
        Assert.Equal(HttpStatusCode.OK, (await Shop.PutAsync(after, offer, 1)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await Shop.BuyAsync(after, Shop.Purchase())).StatusCode);
    }

    static async Task AssertRefusedAsync(HttpResponseMessage refused)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("overloaded", await refused.CodeAsync());
    }

    // What took long is remembered for a moment: whoever is told to come again does.
    async Task AssertServedAgainAsync(Guid offer)
    {
        for (var until = DateTime.UtcNow + TimeSpan.FromSeconds(30);; await Task.Delay(100))
        {
            var answer = await PutAsync(offer);
            if (answer.StatusCode == HttpStatusCode.OK) return;
            await AssertRefusedAsync(answer);
            Assert.True(DateTime.UtcNow < until, "Nobody is served any more.");
        }
    }

    async Task<HttpResponseMessage> PutAsync(Guid offer)
    {
        using var guest = market.AsGuest();
        return await guest.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity = 1 });
    }

    async Task<HttpResponseMessage> CountAsync(Guid offer, int onHand, CancellationToken stop = default)
    {
        using var clerk = market.As(Id.New(), Permission.ManageStock);
        return await clerk.PutAsJsonAsync($"/api/v1/admin/offers/{offer}/stock", new { onHand }, stop);
    }
}
