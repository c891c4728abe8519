using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Orders.Tests;

/// <summary>Carts that are changed at the same time are changed in one transaction.</summary>
public sealed class CartsTogetherTests(Market market) : IClassFixture<Market>
{
    [Fact]
    public async Task Each_of_a_batch_is_answered_for_itself_and_a_refused_one_leaves_no_cart()
    {
        var store = await market.OpenStoreAsync();
        var offer = await market.OfferAsync(store, 1000, 5);
        var gone = await market.OfferAsync(store, 1000, 5);
        await market.SqlAsync($"update catalog.offer set withdrawn_at = now() where id = '{gone}'");
        var (good, refused, unknown, stale) = (Many(20), Many(5), Many(5), Many(5));

        var outcomes = await TogetherAsync([
            .. good.Select(buyer => Change(buyer, offer, 2)),
            .. refused.Select(buyer => Change(buyer, gone, 1)),
            .. unknown.Select(buyer => Change(buyer, Id.New(), 1)),
            .. stale.Select(buyer => Change(buyer, offer, 1) with { Expected = 3 }),
        ]);

        Assert.Equal([
            .. Enumerable.Repeat<string?>(null, 20), .. Enumerable.Repeat("not_for_sale", 5),
            .. Enumerable.Repeat("offer_not_found", 5), .. Enumerable.Repeat("cart_changed", 5),
        ], outcomes.Select(outcome => outcome.Refusal?.Code));
        Assert.All(outcomes.Take(20), outcome => Assert.Equal(new Money(2000, "BRL"), outcome.Cart!.Total));
        Assert.Equal("20 in 1", await CartsAsync(good));
        Assert.Equal("0 in 0", await CartsAsync([.. refused, .. unknown, .. stale]));
    }

    [Fact]
    public async Task Changes_of_one_buyer_in_a_batch_count_one_after_another()
    {
        var store = await market.OpenStoreAsync();
        var (first, second) = (await market.OfferAsync(store, 100, 50), await market.OfferAsync(store, 1, 50));
        var buyer = Id.New();

        var outcomes = await TogetherAsync([
            Change(buyer, first, 1), Change(buyer, second, 2), Change(buyer, first, 3), Change(buyer, second, 0),
        ]);

        Assert.Equal([(1, 1), (2, 3), (3, 5), (4, 3)], outcomes.Select(outcome =>
            ((int)outcome.Cart!.Version, outcome.Cart.Count)));
        Assert.Equal("1 in 1", await CartsAsync([buyer]));
        await using var read = await market.Database.ReadFreshAsync();
        var cart = await market.Services.GetRequiredService<Carts>().ReadAsync(read, new(buyer, null));
        Assert.Equal((4, first, 3), (cart.Version, cart.Items.Single().Offer, cart.Items.Single().Quantity));
    }

    [Fact]
    public async Task A_key_used_by_several_at_once_changes_the_cart_once_and_answers_alike()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 100, 50);
        var buyer = Id.New();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PutAsync(buyer, offer, 4, key: "once")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var said = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        Assert.Single(said.Distinct());
        Assert.Equal(1L, await market.SqlAsync($"select version from orders.cart where account_id = '{buyer}'"));
    }

    [Fact]
    public async Task A_refusal_under_a_key_is_kept_as_well()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 100, 50);
        var buyer = Id.New();

        var refused = await PutAsync(buyer, offer, 1, expectedVersion: 9, key: "stale");
        await PutAsync(buyer, offer, 1);
        var again = await PutAsync(buyer, offer, 1, expectedVersion: 9, key: "stale");

        Assert.Equal(
            await refused.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(0, (await again.JsonAsync()).GetProperty("version").GetInt64());
        Assert.Equal(1L, await market.SqlAsync($"select version from orders.cart where account_id = '{buyer}'"));
    }

    [Fact]
    public async Task Where_its_key_is_taken_each_time_a_change_is_not_made_and_may_be_tried_again()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 100, 50);
        var buyer = Id.New();
        await market.SqlAsync("""
            create function taken() returns trigger language plpgsql as 'begin return null; end';
            create trigger taken before insert on kernel.idempotency for each row execute function taken()
            """);

        var refused = await PutAsync(buyer, offer, 1, key: "taken");
        await market.SqlAsync("drop function taken cascade");

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "unavailable"), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Equal("0 in 0", await CartsAsync([buyer]));
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(buyer, offer, 1, key: "taken")).StatusCode);
    }

    // Two processes, and people who sign in meanwhile: carts are made, locked and dropped in each other's way.
    [Fact]
    public async Task Processes_that_change_the_same_carts_never_wait_for_each_other_in_a_circle()
    {
        const int rounds = 40;
        const int buyers = 8;
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 100, 50);
        var carts = market.Services.GetRequiredService<Carts>();
        var limits = market.Services.GetRequiredService<CartLimits>();
        ChangeCarts[] processes = [new(market.Database, carts, limits), new(market.Database, carts, limits)];
        var deadlocks = await DeadlocksAsync();

        for (var round = 0; round < rounds; round++)
        {
            var people = Enumerable.Range(0, buyers).Select(_ => (Account: Id.New(), Guest: Token.Hash(Token.New())))
                .ToArray();
            Owner[] owners =
                [.. people.SelectMany(one => new Owner[] { new(one.Account, null), new(null, one.Guest) })];
            await Task.WhenAll([
                .. processes.SelectMany(process => Shuffled(owners).Select(owner =>
                    process.ChangeAsync(new(owner, offer, 2, null, null)))),
                .. Shuffled(people).Select(one => MergeAsync(carts, one.Account, one.Guest)),
            ]);
            foreach (var (account, guest) in people)
            {
                await MergeAsync(carts, account, guest);
                await using var read = await market.Database.ReadFreshAsync();
                var cart = await carts.ReadAsync(read, new(account, null));
                // The guest's two puts may both have come before, after or around the joining.
                Assert.InRange(cart.Count, 2, 6);
            }
        }

        Assert.Equal(deadlocks, await DeadlocksAsync());
    }

    async Task<ChangeCarts.Outcome?> MergeAsync(Carts carts, Guid account, byte[] guest)
    {
        await using var tx = await market.Database.WriteAsync();
        await carts.MergeAsync(tx, account, guest);
        await tx.ExecuteAsync("select pg_current_xact_id()"); // as whoever signs in writes more than the cart
        await tx.CommitAsync();
        return null;
    }

    // The first change waits for a row that is held here, so that all the others are in the batch after it.
    async Task<IReadOnlyList<ChangeCarts.Outcome>> TogetherAsync(IReadOnlyList<CartChange> changes)
    {
        var (slow, carts) = (Id.New(), market.Services.GetRequiredService<ChangeCarts>());
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 100, 5);
        await carts.ChangeAsync(Change(slow, offer, 1));
        await using var holder = new NpgsqlConnection(market.ConnectionString);
        await holder.OpenAsync();
        var held = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand(
            $"select from orders.cart where account_id = '{slow}' for update", holder))
            await hold.ExecuteNonQueryAsync();

        var first = carts.ChangeAsync(Change(slow, offer, 2));
        await market.UntilHeldUpAsync(1, "orders.carts.lock");
        var others = changes.Select(carts.ChangeAsync).ToList();
        await held.CommitAsync();
        await first;
        return await Task.WhenAll(others);
    }

    static CartChange Change(Guid buyer, Guid offer, int quantity) =>
        new(new(buyer, null), offer, quantity, null, null);

    Task<object?> DeadlocksAsync() =>
        market.SqlAsync("select deadlocks from pg_stat_database where datname = current_database()");

    // How many carts they have, and in how many transactions these were last written.
    async Task<string> CartsAsync(IEnumerable<Guid> accounts) => (string)(await market.SqlAsync($"""
        select count(*) || ' in ' || count(distinct xmin::text)
        from orders.cart_main
        where account_id in ('{string.Join("','", accounts)}')
        """))!;

    async Task<HttpResponseMessage> PutAsync(
        Guid buyer, Guid offer, int quantity, long? expectedVersion = null, string? key = null)
    {
        using var client = market.As(buyer);
        if (key is not null) client.DefaultRequestHeaders.Add("Idempotency-Key", key);
        return await client.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity, expectedVersion });
    }

    static Guid[] Many(int count) => [.. Enumerable.Range(0, count).Select(_ => Id.New())];

    static T[] Shuffled<T>(IEnumerable<T> all)
    {
        var shuffled = all.ToArray();
        Random.Shared.Shuffle(shuffled);
        return shuffled;
    }
}
