using System.Net.Http.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;
using static Feria.Inventory.Tests.Shop;

namespace Feria.Inventory.Tests;

/// <summary>A store is told once each time an offer falls to its threshold, whatever made it fall.</summary>
public sealed class LowStockTests(Market market) : IClassFixture<Market>
{
    readonly IStock stock = market.Services.GetRequiredService<IStock>();

    [Theory]
    [InlineData(6, 5, 5, 5, true)]
    [InlineData(5, 5, 4, 5, null)]
    [InlineData(5, 5, 6, 5, false)]
    [InlineData(6, 5, 7, 5, null)]
    [InlineData(0, null, 9, null, null)]
    [InlineData(6, 5, 6, 6, true)]
    [InlineData(3, 5, 3, null, false)]
    [InlineData(3, null, 3, 3, true)]
    [InlineData(1, 0, 0, 0, true)]
    public void Only_a_crossing_is_news(int before, int? at, int after, int? then, bool? low) =>
        Assert.Equal(low, Freed.Crossed(Guid.Empty, (before, at), (after, then))?.Low);

    [Fact]
    public async Task Falling_to_the_threshold_is_told_once_and_again_only_after_rising()
    {
        var (store, clerk) = await market.OpenAsync();
        await market.EmployAsync(store, await market.PersonAsync(), "owner");
        var offer = await market.OfferAsync(store, units: 10);
        Assert.True((await clerk.PutAsJsonAsync(
            PathOf(store, offer) + "/threshold", new { threshold = 3 })).IsSuccessStatusCode);
        var before = await LettersAsync();

        var checkout = Id.New();
        await market.DoAsync(tx => stock.ReserveAsync(tx, [new(checkout, offer, 6, null)]));
        await market.DoAsync(tx => stock.SellFreeAsync(tx, [new(Id.New(), offer, 1, null)]));
        await market.DoAsync(tx => stock.SellFreeAsync(tx, [new(Id.New(), offer, 1, null)]));
        await market.DoAsync(tx => stock.SellAsync(tx, [checkout]));
        await market.SettleAsync();

        Assert.Equal((1L, 1L), await SpellsAsync(offer));
        Assert.Equal(before + 2, await LettersAsync());
        Assert.Equal([offer], await LowAsync(clerk, store));

        await market.CountAsync(offer, 4);
        await market.SettleAsync();
        Assert.Equal((1L, 0L), await SpellsAsync(offer));
        Assert.Empty(await LowAsync(clerk, store));

        await market.CountAsync(offer, 3);
        await market.SettleAsync();
        Assert.Equal((2L, 1L), await SpellsAsync(offer));
        Assert.Equal(before + 4, await LettersAsync());
        Assert.Equal([offer], await LowAsync(clerk, store, "sku-"));
        Assert.Empty(await LowAsync(clerk, store, "nothing"));
    }

    [Fact]
    public async Task What_happened_is_heard_again_without_a_second_letter()
    {
        var (store, clerk) = await market.OpenAsync();
        var offer = await market.OfferAsync(store, units: 2);
        await clerk.PutAsJsonAsync(PathOf(store, offer) + "/threshold", new { threshold = 3 });
        await market.CountAsync(offer, 9);
        await market.CountAsync(offer, 1);
        await market.SettleAsync();
        Assert.Equal(0L, await market.SqlAsync("select count(*) from inventory.low_spell where told_at is null"));
        var (letters, spells) = (await LettersAsync(), await RowsAsync());

        var admin = market.As(Id.New(), Permission.ManageOperations);
        var again = await admin.PostAsJsonAsync(
            "/api/v1/admin/reactions/inventory.on-low-stock-changed/reset",
            new { since = DateTime.UtcNow.AddDays(-1) });
        Assert.True(again.IsSuccessStatusCode, await again.Content.ReadAsStringAsync());
        await market.SettleAsync();

        Assert.Equal((letters, spells), (await LettersAsync(), await RowsAsync()));
    }

    [Fact]
    public async Task A_spell_that_ends_while_its_store_is_told_is_told()
    {
        var (store, clerk) = await market.OpenAsync();
        var offer = await market.OfferAsync(store, units: 2);
        await clerk.PutAsJsonAsync(PathOf(store, offer) + "/threshold", new { threshold = 3 });
        await market.SettleAsync();
        var letters = await LettersAsync();
        await market.SqlAsync($"update inventory.low_spell set told_at = null where offer_id = '{offer}'");

        await market.WhileHeldAsync(
            $"update inventory.low_spell set ended_at = now() where offer_id = '{offer}' returning offer_id",
            async () =>
            {
                await market.DoAsync(tx =>
                {
                    tx.Enqueue("inventory.tell-low-stock", new { store }, key: $"{store}");
                    return Task.CompletedTask;
                });
                await market.SettleAsync();
            },
            isKept: true);

        Assert.Equal(false, await market.SqlAsync(
            $"select told_at is null from inventory.low_spell where offer_id = '{offer}'"));
        Assert.True(await LettersAsync() > letters);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Through_any_history_there_are_as_many_spells_as_crossings(int seed)
    {
        var random = new Random(seed);
        var (store, clerk) = await market.OpenAsync();
        var offer = await market.OfferAsync(store, units: 6);
        long onHand = 6, reserved = 0, crossings = 0;
        long? threshold = null;
        var held = new Stack<(Guid Checkout, long Units)>();
        for (var step = 0; step < 80; step++)
        {
            var wasLow = onHand - reserved <= threshold;
            var (units, free) = (random.Next(1, 5), onHand - reserved);
            switch (random.Next(7))
            {
                case 0:
                    onHand = reserved + random.Next(0, 9);
                    await market.CountAsync(offer, onHand);
                    break;
                case 1 when free >= units:
                    held.Push((Id.New(), units));
                    reserved += units;
                    await market.DoAsync(tx => stock.ReserveAsync(tx, [new(held.Peek().Checkout, offer, units, null)]));
                    break;
                case 2 when free >= units:
                    onHand -= units;
                    await market.DoAsync(tx => stock.SellFreeAsync(tx, [new(Id.New(), offer, units, null)]));
                    break;
                case 3 when held.TryPop(out var sold):
                    (onHand, reserved) = (onHand - sold.Units, reserved - sold.Units);
                    await market.DoAsync(tx => stock.SellAsync(tx, [sold.Checkout]));
                    break;
                case 4 when held.TryPop(out var let):
                    reserved -= let.Units;
                    await market.DoAsync(tx => stock.ReleaseAsync(tx, [let.Checkout], "expired"));
                    break;
                case 5 when (await market.UnitsAsync(offer)).Sold >= units:
                    onHand += units;
                    await market.DoAsync(tx => stock.RestockAsync(tx, [new(Id.New(), offer, units)]));
                    break;
                case 6:
                    threshold = random.Next(4) == 0 ? null : random.Next(0, 7);
                    await clerk.PutAsJsonAsync(PathOf(store, offer) + "/threshold", new { threshold });
                    break;
            }

            if (!wasLow && onHand - reserved <= threshold) crossings++;
        }

        await market.SettleAsync();

        Assert.InRange(crossings, 3, 80);
        Assert.Equal((crossings, onHand - reserved <= threshold ? 1L : 0L), await SpellsAsync(offer));
    }

    [Fact]
    public async Task In_a_crowd_each_crossing_is_one_and_they_take_turns()
    {
        var (store, clerk) = await market.OpenAsync();
        var offers = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            offers.Add(await market.OfferAsync(store, units: 40));
            await clerk.PutAsJsonAsync(PathOf(store, offers[i]) + "/threshold", new { threshold = 38 });
        }

        offers.Sort();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            for (var turn = 0; turn < 12; turn++)
            {
                var (checkout, units) = (Id.New(), 1 + (worker + turn) % 3);
                await market.DoAsync(async tx =>
                {
                    await stock.LoadAndLockAsync(tx, [.. offers]);
                    await stock.ReserveAsync(tx, [.. offers.Select(offer => new Hold(checkout, offer, units, null))]);
                });
                await market.DoAsync(tx => stock.ReleaseAsync(tx, [checkout], "expired"));
            }
        }));
        await market.SettleAsync();

        foreach (var offer in offers)
        {
            var said = ((string)(await market.SqlAsync($"""
                select string_agg(left(body ->> 'low', 1), '' order by seq) from kernel.event
                where kind = 'inventory.low-stock-changed.v1' and key = '{offer}'
                """))!);
            Assert.Equal(string.Concat(Enumerable.Repeat("tf", said.Length / 2)), said);
            Assert.Equal((said.Length / 2, 0L), await SpellsAsync(offer));
        }
    }

    async Task<(long All, long Open)> SpellsAsync(Guid offer) => (
        (long)(await market.SqlAsync($"select count(*) from inventory.low_spell where offer_id = '{offer}'"))!,
        (long)(await market.SqlAsync($"""
            select count(*) from inventory.low_spell where offer_id = '{offer}' and ended_at is null
            """))!);

    async Task<string> RowsAsync() => (string)(await market.SqlAsync(
        "select string_agg(s::text, ' ' order by id) from inventory.low_spell s"))!;

    async Task<long> LettersAsync() => (long)(await market.SqlAsync(
        "select count(*) from notifications.letter where template = 'stock-low'"))!;

    static async Task<IEnumerable<Guid>> LowAsync(HttpClient clerk, Guid store, string? text = null) =>
        (await (await clerk.GetAsync($"{PathOf(store)}?low=true&q={text}")).JsonAsync())
            .GetProperty("items").EnumerateArray().Select(line => line.GetProperty("offer").GetGuid());
}
