using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Inventory.Tests;

/// <summary>What was broken past the doors is found, named, put right once by a person, and stays on record.</summary>
public sealed class ReconcileTests(Market market) : IClassFixture<Market>
{
    readonly IStock stock = market.Services.GetRequiredService<IStock>();
    readonly ReconcileStock reconcile = market.Services.GetRequiredService<ReconcileStock>();

    [Theory]
    [InlineData("on_hand = on_hand + 3")]
    [InlineData("reserved = reserved + 1")]
    [InlineData("sold = sold + 2")]
    [InlineData("on_hand = on_hand - 1, sold = sold + 1")]
    public async Task A_broken_row_is_found_named_and_repaired_and_nothing_else_changes(string fault)
    {
        var (broken, others) = (await TradedAsync(), new List<Guid> { await TradedAsync(), await TradedAsync() });
        var right = await market.UnitsAsync(broken);
        Assert.Equal(0, await reconcile.RunAsync(default));
        await market.SqlAsync($"update inventory.stock set {fault} where offer_id = '{broken}'");
        var wrong = await market.UnitsAsync(broken);
        var before = await RestAsync(broken);

        Assert.Equal(1, await reconcile.RunAsync(default));
        Assert.Equal(1, await reconcile.RunAsync(default));
        var admin = market.As(await market.PersonAsync("Olga Ops"), Permission.ManageStock);
        var found = Assert.Single(await OpenAsync(admin));
        Assert.Equal((broken, wrong, right),
            (found.GetProperty("offer").GetGuid(), Read(found, "kept"), Read(found, "proved")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RepairAsync(admin, found)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var late in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
            Assert.Equal("stock_discrepancy_settled", await late.CodeAsync());
        Assert.Equal(right, await market.UnitsAsync(broken));
        Assert.Equal(before, await RestAsync(broken));
        Assert.True(await market.StockAddsUpAsync());
        Assert.Equal(0, await reconcile.RunAsync(default));
        var kept = (await AllAsync(admin))[0];
        Assert.Equal(("repaired", "Olga Ops", "a bad restore", wrong, right), (Text(kept, "state"),
            Text(kept, "settledBy"), Text(kept, "why"), Read(kept, "kept"), Read(kept, "proved")));
    }

    [Fact]
    public async Task What_is_true_again_when_somebody_comes_is_left_alone()
    {
        var offer = await TradedAsync();
        await market.SqlAsync($"update inventory.stock set sold = sold + 1 where offer_id = '{offer}'");
        await reconcile.RunAsync(default);
        await market.SqlAsync($"update inventory.stock set sold = sold - 1 where offer_id = '{offer}'");
        var (admin, before) = (market.As(await market.PersonAsync(), Permission.ManageStock),
            await market.UnitsAsync(offer));

        var answer = await RepairAsync(admin, Assert.Single(await OpenAsync(admin)));

        Assert.Equal("gone", Text(await answer.JsonAsync(), "state"));
        Assert.Equal(before, await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task What_no_number_can_mend_is_left_for_a_person()
    {
        var offer = await TradedAsync();
        await market.SqlAsync(
            $"delete from inventory.movement where offer_id = '{offer}' and kind in ('initial', 'adjustment')");
        await reconcile.RunAsync(default);
        var (admin, before) = (market.As(await market.PersonAsync(), Permission.ManageStock),
            await market.UnitsAsync(offer));
        var found = Assert.Single(await OpenAsync(admin));

        Assert.Equal("stock_discrepancy_too_deep", await (await RepairAsync(admin, found)).CodeAsync());

        Assert.Equal(before, await market.UnitsAsync(offer));
        await market.SqlAsync($"""
            insert into inventory.movement (region, id, offer_id, kind, units_from, units_to)
            values ('main', gen_random_uuid(), '{offer}', 'initial', 0, 10)
            """);
        Assert.Equal("gone", Text(await (await RepairAsync(admin, found)).JsonAsync(), "state"));
    }

    [Fact]
    public async Task Only_who_may_manage_stock_sees_or_repairs_and_a_repair_says_why()
    {
        using var buyer = market.As(Id.New());
        using var admin = market.As(Id.New(), Permission.ManageStock);
        const string path = "/api/v1/admin/stock-discrepancies";

        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.PostAsJsonAsync(
            $"{path}/{Id.New()}/repair", new { why = "x" })).StatusCode);
        Assert.Equal("invalid_fields", await (await admin.PostAsJsonAsync(
            $"{path}/{Id.New()}/repair", new { why = "" })).CodeAsync());
        Assert.Equal("stock_discrepancy_not_found", await (await admin.PostAsJsonAsync(
            $"{path}/{Id.New()}/repair", new { why = "x" })).CodeAsync());
    }

    [Fact]
    public async Task While_everybody_buys_nothing_is_found()
    {
        var offer = await TradedAsync();
        var buying = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 25; i++)
            {
                var checkout = Id.New();
                await market.DoAsync(tx => stock.ReserveAsync(tx, [new(checkout, offer, 1, null)]));
                await market.DoAsync(async tx =>
                {
                    if (i % 2 == 0) await stock.ReleaseAsync(tx, [checkout], "expired");
                    else await stock.SellAsync(tx, [checkout]);
                });
                if (i % 2 == 1) await market.DoAsync(tx => stock.RestockAsync(tx, [new(Id.New(), offer, 1)]));
            }
        }));
        while (!buying.IsCompleted) Assert.Equal(0, await reconcile.RunAsync(default));
        await buying;
    }

    // Ten units of which something is held, something sold, and something came back.
    async Task<Guid> TradedAsync()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), units: 10);
        var checkout = Id.New();
        await market.DoAsync(tx => stock.ReserveAsync(
            tx, [new(Id.New(), offer, 2, null), new(checkout, offer, 3, null)]));
        await market.DoAsync(tx => stock.SellAsync(tx, [checkout]));
        await market.DoAsync(tx => stock.RestockAsync(tx, [new(Id.New(), offer, 1)]));
        return offer;
    }

    /// <summary>All of the module but the broken row's quantities and what is kept of the fault.</summary>
    async Task<string> RestAsync(Guid broken) => (string)(await market.SqlAsync($"""
        select concat_ws(' ',
            (select string_agg(s::text, ' ' order by offer_id) from inventory.stock s where offer_id <> '{broken}'),
            (select string_agg(m::text, ' ' order by id) from inventory.movement m),
            (select string_agg(r::text, ' ' order by checkout_id, offer_id) from inventory.reservation r))
        """))!;

    static Task<HttpResponseMessage> RepairAsync(HttpClient admin, JsonElement found) => admin.PostAsJsonAsync(
        $"/api/v1/admin/stock-discrepancies/{Text(found, "id")}/repair", new { why = "a bad restore" });

    static async Task<IReadOnlyList<JsonElement>> AllAsync(HttpClient admin) =>
        [.. (await (await admin.GetAsync("/api/v1/admin/stock-discrepancies")).JsonAsync())
            .GetProperty("items").EnumerateArray()];

    static async Task<IEnumerable<JsonElement>> OpenAsync(HttpClient admin) =>
        (await AllAsync(admin)).Where(one => Text(one, "state") == "open");

    static Units Read(JsonElement of, string name)
    {
        var units = of.GetProperty(name);
        return new(units.GetProperty("onHand").GetInt64(), units.GetProperty("reserved").GetInt64(),
            units.GetProperty("sold").GetInt64());
    }

    static string? Text(JsonElement of, string name) => of.GetProperty(name).ToString();
}
