using System.Net;
using System.Net.Http.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Inventory.Tests;

public sealed class StockTests(Market market) : IClassFixture<Market>
{
    readonly IStock stock = market.Services.GetRequiredService<IStock>();

    [Fact]
    public async Task What_is_held_cannot_be_held_again()
    {
        var offer = await OfferAsync(units: 5);

        await DoAsync(tx => stock.ReserveAsync(tx, [new(Id.New(), offer, 5, null)]));

        await using var tx = await market.Database.WriteAsync();
        Assert.Equal([new FreeStock(offer, 5, 5)], await stock.LoadAndLockAsync(tx, [offer]));
    }

    [Fact]
    public async Task The_database_refuses_a_hold_of_more_than_there_is()
    {
        var offer = await OfferAsync(units: 5);

        var fault = await Assert.ThrowsAsync<Npgsql.PostgresException>(
            () => DoAsync(tx => stock.ReserveAsync(tx, [new(Id.New(), offer, 6, null)])));

        Assert.Equal("stock_reserved_is_on_hand", fault.ConstraintName);
        Assert.Equal(new Units(5, 0, 0), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task A_hold_made_twice_is_refused_whole()
    {
        var offer = await OfferAsync(units: 5);
        var checkout = Id.New();
        await DoAsync(tx => stock.ReserveAsync(tx, [new(checkout, offer, 1, null), new(checkout, offer, 2, null)]));

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => DoAsync(tx => stock.ReserveAsync(tx, [new(checkout, offer, 3, null)])));

        Assert.Equal(new Units(5, 3, 0), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task A_hold_is_sold_once()
    {
        var offer = await OfferAsync(units: 5);
        var checkout = Id.New();
        await DoAsync(tx => stock.ReserveAsync(tx, [new(checkout, offer, 2, null)]));

        Assert.Equal([checkout], await DoAsync(tx => stock.SellAsync(tx, [checkout])));
        Assert.Equal([], await DoAsync(tx => stock.SellAsync(tx, [checkout])));

        Assert.Equal(new Units(3, 0, 2), await market.UnitsAsync(offer));
        Assert.True(await market.StockAddsUpAsync());
    }

    [Fact]
    public async Task A_hold_let_go_is_for_sale_again_and_can_no_longer_be_sold()
    {
        var offer = await OfferAsync(units: 2);
        var checkout = Id.New();
        await DoAsync(tx => stock.ReserveAsync(tx, [new(checkout, offer, 2, null)]));

        await DoAsync(tx => stock.ReleaseAsync(tx, [checkout], "expired"));
        await DoAsync(tx => stock.ReleaseAsync(tx, [checkout], "expired"));

        Assert.Equal([], await DoAsync(tx => stock.SellAsync(tx, [checkout])));
        Assert.Equal(new Units(2, 0, 0), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task Sold_units_that_come_back_are_on_hand_again()
    {
        var offer = await OfferAsync(units: 2);
        var checkout = Id.New();
        await DoAsync(tx => stock.ReserveAsync(tx, [new(checkout, offer, 2, null)]));
        await DoAsync(tx => stock.SellAsync(tx, [checkout]));

        await DoAsync(tx => stock.RestockAsync(tx, [new(Id.New(), offer, 1)]));

        Assert.Equal(new Units(1, 0, 1), await market.UnitsAsync(offer));
        Assert.True(await market.StockAddsUpAsync());
    }

    [Fact]
    public async Task Availability_is_said_only_when_free_units_cross_zero()
    {
        var offer = await OfferAsync(units: 3);
        var (first, second) = (Id.New(), Id.New());

        await DoAsync(tx => stock.ReserveAsync(tx, [new(first, offer, 1, null)]));
        await DoAsync(tx => stock.ReserveAsync(tx, [new(second, offer, 2, null)]));
        await DoAsync(tx => stock.SellAsync(tx, [first]));
        await DoAsync(tx => stock.ReleaseAsync(tx, [second], "expired"));

        Assert.Equal("true,false,true", await market.SqlAsync($"""
            select string_agg(body ->> 'available', ',' order by seq) from kernel.event
            where kind = 'inventory.availability-changed.v1' and key = '{offer}'
            """));
    }

    [Fact]
    public async Task A_count_under_what_is_reserved_changes_nothing_and_is_told_with_figures()
    {
        var (held, open) = (await OfferAsync(units: 5), await OfferAsync(units: 5));
        await DoAsync(tx => stock.ReserveAsync(tx, [new(Id.New(), held, 3, null)]));

        var refused = await DoAsync(tx => stock.CountAsync(tx, [new(held, 2), new(open, 2)], "import"));

        Assert.Equal([new FreeStock(held, 5, 3)], refused);
        Assert.Equal(new Units(5, 3, 0), await market.UnitsAsync(held));
        Assert.Equal(new Units(2, 0, 0), await market.UnitsAsync(open));
    }

    [Fact]
    public async Task The_same_count_again_is_no_movement()
    {
        var offer = await OfferAsync(units: 5);
        await market.CountAsync(offer, 5);
        await market.CountAsync(offer, 7);

        Assert.Equal("initial 0→5, adjustment 5→7", await MovementsAsync(offer));
    }

    [Fact]
    public async Task An_administrator_counts_and_adjusts()
    {
        var offer = await OfferAsync();
        var clerk = Id.New();
        using var admin = market.As(clerk, Permission.ManageStock);

        var counted = await admin.PutAsJsonAsync(Path(offer), new { onHand = 10 });
        var adjusted = await admin.PutAsJsonAsync(Path(offer), new { adjustment = -3, why = "broken" });

        Assert.Equal(HttpStatusCode.OK, counted.StatusCode);
        Assert.Equal(7, (await adjusted.JsonAsync()).GetProperty("free").GetInt64());
        var shown = await (await admin.GetAsync(Path(offer))).JsonAsync();
        var movements = shown.GetProperty("movements").GetProperty("items");
        Assert.Equal("adjustment", movements[0].GetProperty("kind").GetString());
        Assert.Equal(10, movements[0].GetProperty("from").GetInt64());
        Assert.Equal("broken", movements[0].GetProperty("why").GetString());
        Assert.Equal(clerk, movements[0].GetProperty("actor").GetGuid());
        Assert.Equal("initial", movements[1].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task An_administrator_cannot_take_what_buyers_hold()
    {
        var offer = await OfferAsync(units: 5);
        await DoAsync(tx => stock.ReserveAsync(tx, [new(Id.New(), offer, 3, null)]));
        using var admin = market.As(Id.New(), Permission.ManageStock);

        var answer = await admin.PutAsJsonAsync(Path(offer), new { adjustment = -3, why = "stolen" });

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = await answer.JsonAsync();
        Assert.Equal("stock_below_reserved", problem.GetProperty("code").GetString());
        Assert.Equal(3, problem.GetProperty("reserved").GetInt64());
        Assert.Equal(2, problem.GetProperty("asked").GetInt64());
        Assert.Equal(new Units(5, 3, 0), await market.UnitsAsync(offer));
    }

    [Theory]
    [InlineData("{}", 422, "count_or_adjustment")]
    [InlineData("""{"onHand":1,"adjustment":1,"why":"x"}""", 422, "count_or_adjustment")]
    [InlineData("""{"adjustment":1}""", 422, "count_or_adjustment")]
    [InlineData("""{"adjustment":-6,"why":"x"}""", 422, "stock_out_of_bounds")]
    [InlineData("""{"onHand":-1}""", 400, "invalid_fields")]
    [InlineData("""{"onHand":1.5}""", 400, "malformed_body")]
    [InlineData("""{"onHand":1,"price":2}""", 400, "malformed_body")]
    public async Task A_malformed_count_is_refused_and_changes_nothing(string body, int status, string code)
    {
        var offer = await OfferAsync(units: 5);
        using var admin = market.As(Id.New(), Permission.ManageStock);

        var answer = await admin.PutAsync(Path(offer), new StringContent(body, null, "application/json"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await answer.CodeAsync());
        Assert.Equal(new Units(5, 0, 0), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task Stock_of_an_unknown_offer_is_not_found_and_not_made()
    {
        var offer = Id.New();
        using var admin = market.As(Id.New(), Permission.ManageStock);

        Assert.Equal(
            "offer_not_found", await (await admin.PutAsJsonAsync(Path(offer), new { onHand = 1 })).CodeAsync());
        Assert.Equal("offer_not_found", await (await admin.GetAsync(Path(offer))).CodeAsync());
        Assert.Equal(0L, await market.SqlAsync($"select count(*) from inventory.stock where offer_id = '{offer}'"));
    }

    [Fact]
    public async Task Only_who_may_manage_stock_sees_or_changes_it()
    {
        var offer = await OfferAsync(units: 5);
        using var buyer = market.As(Id.New());
        using var guest = market.AsGuest();

        Assert.Equal(
            HttpStatusCode.Forbidden, (await buyer.PutAsJsonAsync(Path(offer), new { onHand = 1 })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await guest.GetAsync(Path(offer))).StatusCode);
        Assert.Equal(new Units(5, 0, 0), await market.UnitsAsync(offer));
    }

    static string Path(Guid offer) => $"/api/v1/admin/offers/{offer}/stock";

    async Task<Guid> OfferAsync(long? units = null) =>
        await market.OfferAsync(await market.OpenStoreAsync(), units: units);

    async Task<string?> MovementsAsync(Guid offer) => (string?)await market.SqlAsync($"""
        select string_agg(kind || ' ' || units_from || '→' || units_to, ', ' order by id)
        from inventory.movement where offer_id = '{offer}'
        """);

    async Task DoAsync(Func<Tx, Task> work) => await DoAsync(async tx => { await work(tx); return 0; });

    async Task<T> DoAsync<T>(Func<Tx, Task<T>> work)
    {
        await using var tx = await market.Database.WriteAsync();
        var result = await work(tx);
        await tx.CommitAsync();
        return result;
    }
}
