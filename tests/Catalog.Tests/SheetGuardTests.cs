using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Catalog.Tests;

/// <summary>What a sheet must not take away, or do to the rest of it.</summary>
public sealed class SheetGuardTests(DemoHost host) : SheetShop(host), IClassFixture<DemoHost>
{
    [Fact]
    public async Task What_was_made_and_worked_on_since_is_not_undone()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var sheet = await CheckAsync(owner, store, $"""
            sku,title,price
            {sku}-1,Hat,20
            {sku}-2,Cap,20
            {sku}-3,Cup,20
            {sku}-4,Pot,20
            """.ReplaceLineEndings("\r\n"));
        await MoveAsync(owner, sheet, "apply");
        var hat = (Guid)(await Host.SqlAsync($"""
            select v.product_id from catalog.offer o join catalog.variant v on v.id = o.variant_id
            where o.sku = '{sku}-1'
            """))!;
        Assert.Equal(200, (await owner.DoAsync(HttpMethod.Put, $"/store/{store}/listings/{hat}", new
        {
            version = 1, title = "Hat", description = "Of straw, woven by hand.", language = "en",
            variants = new[] { new { sku = $"{sku}-1", price = new { amount = 2_000, currency = "BRL" } } },
        })).Status);
        Assert.Equal(200, (await owner.DoAsync(HttpMethod.Put, $"/store/{store}/prices", new
        {
            prices = new[] { new { sku = $"{sku}-2", price = 2_000, listPrice = 2_500 } },
        })).Status);
        Assert.Equal(200, (await owner.DoAsync(HttpMethod.Put, $"/store/{store}/offers/{sku}-3", new
        {
            variant = await Host.SqlAsync($"select variant_id from catalog.offer where sku = '{sku}-3'"),
            price = new { amount = 2_000, currency = "BRL" },
            weightGrams = 300,
        })).Status);

        await MoveAsync(owner, sheet, "undo");

        Assert.Equal(
        [
            "2 kept changed_meanwhile", "3 kept changed_meanwhile list_price",
            "4 kept changed_meanwhile weight_grams", "5 undone",
        ], (await RowsAsync(owner, sheet)).Select(row => row.Split(" listing:")[0]));
        Assert.Equal($"{sku}-1 {sku}-2 {sku}-3", await Host.SqlAsync($"""
            select string_agg(sku, ' ' order by sku) from catalog.offer
            where store_id = '{store}' and withdrawn_at is null
            """));
    }

    [Fact]
    public async Task A_row_with_too_many_cells_is_torn_and_one_that_ends_early_says_nothing_there()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        await ListAsync(owner, store, sku);
        var exported = await ExportAsync(owner, store);
        const string header = "sku,price,stock,description,brand\r\n";
        var sheet = await CheckAsync(
            owner, store, header + $"{sku},100\r\n{sku}-B,99,90,,,x\r\n{sku}-B,80,5,,,,\r\n");
        Assert.Equal(
        [
            "2 change description:Turned by hand.\n\n- heavy\n- grey→, price:129.90→100.00", "3 error row_torn",
            "4 change price:129.90→80.00",
        ], await RowsAsync(owner, sheet));
        sheet = await CheckAsync(owner, store, header + $"{sku},100\r\n");
        await MoveAsync(owner, sheet, "apply");
        Assert.Equal(["2 changed price:129.90→100.00"], await RowsAsync(owner, sheet));
        await MoveAsync(owner, sheet, "undo");
        Assert.Equal(exported, await ExportAsync(owner, store));
    }

    [Fact]
    public async Task What_is_written_otherwise_than_it_is_kept_is_undone_too()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        await ListAsync(owner, store, sku);
        await Host.SettleAsync();
        var exported = await ExportAsync(owner, store);
        var same = await CheckAsync(
            owner, store, $"sku,attributes\r\n{sku},material=stone \\| wood = both | height (cm)=40.50\r\n");
        Assert.Equal(["2 same"], await RowsAsync(owner, same));

        var sheet = await CheckAsync(
            owner, store, $"sku,attributes\r\n{sku},material=stone \\| wood = both | height (cm)=41.50\r\n");
        await MoveAsync(owner, sheet, "apply");
        Assert.Contains("height (cm)=41.5 | material=stone", Assert.Single(await RowsAsync(owner, sheet)));
        await MoveAsync(owner, sheet, "undo");

        Assert.StartsWith("2 undone", Assert.Single(await RowsAsync(owner, sheet)));
        Assert.Equal(exported, await ExportAsync(owner, store));
    }

    [Fact]
    public async Task Of_what_another_store_describes_the_rows_that_are_ones_own_are_done()
    {
        var (owner, store) = await StoreAsync();
        var (rival, other) = await StoreAsync();
        var (sku, theirs) = (Sku(), Sku());
        await ListAsync(owner, store, sku);
        foreach (var (of, code) in new[] { (sku, theirs), ($"{sku}-B", $"{theirs}-B") })
            Assert.Equal(200, (await rival.DoAsync(HttpMethod.Put, $"/store/{other}/offers/{code}", new
            {
                variant = await Host.SqlAsync($"select variant_id from catalog.offer where sku = '{of}'"),
                price = new { amount = 12_000, currency = "BRL" },
                stock = 5,
            })).Status);

        var sheet = await CheckAsync(
            rival, other, $"sku,price,weight_grams\r\n{theirs},90,\r\n{theirs}-B,80,500\r\n");
        Assert.Equal(
            ["2 change price:120.00→90.00", "3 error listing_not_kept weight_grams"], await RowsAsync(rival, sheet));
        await MoveAsync(rival, sheet, "apply");
        Assert.Equal((9_000L, 5L), await SoldAsAsync(theirs));
        Assert.Equal((12_000L, 5L), await SoldAsAsync($"{theirs}-B"));
    }

    [Fact]
    public async Task What_buyers_hold_of_a_sku_that_comes_again_cannot_be_counted_away()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var product = await ListAsync(owner, store, sku);
        await Host.SqlAsync($"""
            update inventory.stock set reserved = 2
            where offer_id = (select id from catalog.offer where sku = '{sku}-B');
            update catalog.offer set withdrawn_at = now() where sku = '{sku}-B'
            """);
        var sheet = await CheckAsync(owner, store, $"""
            listing,sku,options,price,stock
            {product},{sku}-B,Colour=Black,100,1
            lamp,N{sku},,,
            """.ReplaceLineEndings("\r\n"));

        await MoveAsync(owner, sheet, "apply");

        Assert.StartsWith("2 failed stock_below_reserved stock ", (await RowsAsync(owner, sheet))[0]);
        Assert.Equal((12_990L, 5L), await SoldAsAsync($"{sku}-B"));
        Assert.Equal(1L, await Host.SqlAsync(
            $"select count(*) from catalog.offer where store_id = '{store}' and withdrawn_at is null"));
    }

    [Fact]
    public async Task One_at_a_time_is_applied_and_what_was_given_up_goes_on_when_it_is_ordered_again()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        await ListAsync(owner, store, sku);
        var one = await CheckAsync(owner, store, $"sku,price\r\n{sku},100\r\n");
        var other = await CheckAsync(owner, store, $"sku,price\r\n{sku}-B,90\r\n");
        Task GiveUpAsync(int minutes) => Host.SqlAsync($"""
            update catalog.sheet set status = 'applying', changed_at = now() - interval '{minutes} minutes'
            where id = '{one.Split('/')[^1]}'
            """);
        async Task<string?> StatusAsync(string sheet) =>
            (await owner.GetAsync(sheet)).Body.GetProperty("status").GetString();

        await GiveUpAsync(1);
        var busy = await owner.DoAsync(HttpMethod.Post, $"{other}/apply");
        Assert.Equal((409, "sheet_busy"), (busy.Status, busy.Code));
        await MoveAsync(owner, one, "apply");
        Assert.Equal(("applying", "checked"), (await StatusAsync(one), await StatusAsync(other)));
        Assert.Equal((12_990L, 5L), await SoldAsAsync(sku));

        await GiveUpAsync(6);
        await MoveAsync(owner, one, "apply");
        Assert.Equal("applied", await StatusAsync(one));
        await MoveAsync(owner, other, "apply");
        Assert.Equal((10_000L, 5L), await SoldAsAsync(sku));
        Assert.Equal((9_000L, 5L), await SoldAsAsync($"{sku}-B"));
    }

    [Fact]
    public async Task What_was_paused_alone_stays_so_when_the_listing_is_put()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var product = await ListAsync(owner, store, sku);
        Assert.Equal(204, (await owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings/{product}/pause")).Status);
        Assert.Equal(200, (await owner.DoAsync(HttpMethod.Put, $"/store/{store}/offers/{sku}", new
        {
            variant = await Host.SqlAsync($"select variant_id from catalog.offer where sku = '{sku}'"),
            price = new { amount = 12_990, currency = "BRL" },
        })).Status);

        await MoveAsync(owner, await CheckAsync(owner, store, $"sku,title\r\n{sku},Lamp of soapstone\r\n"), "apply");

        Assert.Equal($"Lamp of soapstone {sku}:false {sku}-B:true", await Host.SqlAsync($"""
            select p.title || ' ' || string_agg(o.sku || ':' || (o.paused_at is not null), ' ' order by o.sku)
            from catalog.offer o
            join catalog.variant v on v.id = o.variant_id
            join catalog.product p on p.id = v.product_id
            where o.store_id = '{store}' and (o.withdrawn_at is null) <> (o.paused_at is not null)
            group by p.id
            """));
    }
}
