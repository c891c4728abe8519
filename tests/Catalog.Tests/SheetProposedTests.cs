using Feria.Accounts.Tests;
using Feria.Contracts;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

/// <summary>What is risky in a file waits as well, and is told so; undone, it waits no more.</summary>
public sealed class SheetProposedTests(DemoHost host) : SheetShop(host), IClassFixture<DemoHost>
{
    [Fact]
    public async Task What_is_risky_in_a_file_waits_and_the_rest_is_put()
    {
        var (owner, store) = await StoreAsync();
        var (lamp, vase) = (Sku(), Sku());
        await ListAsync(owner, store, lamp);
        var product = await ListAsync(owner, store, vase);
        var sheet = await CheckAsync(owner, store, $"""
            sku,title,price,stock
            {lamp},,390.00,9
            {lamp}-B,,120.00,
            {vase},Garden hose,120.00,8
            """);
        await MoveAsync(owner, sheet, "apply");
        Assert.Equal(
            ["2 proposed", "3 changed", "4 proposed"],
            (await RowsAsync(owner, sheet)).Select(row => string.Join(' ', row.Split(' ')[..2])));
        Assert.Equal((12_990, 9), await SoldAsAsync(lamp));
        Assert.Equal((12_000, 5), await SoldAsAsync(lamp + "-B"));
        Assert.Equal((12_000, 8), await SoldAsAsync(vase));
        Assert.Equal(
            "Soapstone lamp", await Host.SqlAsync($"select title from catalog.product where id = '{product}'"));
        Assert.Equal("sheet t title | sheet f price", await ChangesAsync(product));

        await MoveAsync(owner, sheet, "undo");
        Assert.Equal(
            ["2 undone", "3 undone", "4 undone"],
            (await RowsAsync(owner, sheet)).Select(row => string.Join(' ', row.Split(' ')[..2])));
        Assert.Equal((12_990, 5), await SoldAsAsync(lamp));
        Assert.Equal((12_990, 5), await SoldAsAsync(vase));
        Assert.Equal("withdrawn withdrawn 0", await Host.SqlAsync($"""
            select string_agg(e.outcome, ' ') || ' ' || (select count(*) from catalog.listing_change_waiting
                where store_id = '{store}')
            from catalog.listing_change_end e
            join catalog.listing_change c on c.id = e.change_id
            where c.store_id = '{store}'
            """));
    }

    [Fact]
    public async Task A_new_SKU_of_an_edit_that_waits_comes_with_it()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var product = await ListAsync(owner, store, sku);
        var sheet = await CheckAsync(owner, store, $"""
            sku,listing,title,price,stock,options
            {sku},{product},Garden hose,,,
            {sku}-C,{product},,80.00,4,Colour=Red
            """);
        await MoveAsync(owner, sheet, "apply");
        Assert.Equal(
            ["2 proposed", "3 proposed"],
            (await RowsAsync(owner, sheet)).Select(row => string.Join(' ', row.Split(' ')[..2])));
        Assert.Equal(0L, await Host.SqlAsync($"select count(*) from catalog.offer where sku = '{sku}-C'"));
        var changes = Host.Services.GetRequiredService<IListingChanges>();
        var change = (await owner.GetAsync($"/store/{store}/listings/{product}")).Body
            .GetProperty("waiting").GetProperty("id").GetGuid();
        await using (var tx = await Host.Services.GetRequiredService<Database>().WriteAsync(default))
        {
            Assert.Equal("approved", (await changes.DecideAsync(tx, change, true, "Fine.", owner.Id)).Outcome);
            await tx.CommitAsync();
        }

        Assert.Equal((8_000, 4), await SoldAsAsync(sku + "-C"));
    }

    [Fact]
    public async Task Switched_off_risky_edits_pass_and_keep_what_is_risky_about_them()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var product = await ListAsync(owner, store, sku);
        var operatorOf = await Host.PersonAsync(role: "administrator");
        var variant = (Guid)(await Host.SqlAsync($"select variant_id from catalog.offer where sku = '{sku}'"))!;
        await SetAsync(false, 0);
        try
        {
            var put = await owner.DoAsync(HttpMethod.Put, $"/store/{store}/offers/{sku}", new
            {
                variant, price = new { amount = 100, currency = "BRL" },
            });
            Assert.Equal((200, 100L, false), (
                put.Status, put.Body.GetProperty("price").GetProperty("amount").GetInt64(),
                put.Body.GetProperty("waits").GetBoolean()));
            Assert.Equal("desk f price price", await ChangesAsync(product, "risks #>> '{0,rule}'"));
        }
        finally
        {
            await SetAsync(null, 1);
        }

        var waits = await owner.DoAsync(HttpMethod.Put, $"/store/{store}/offers/{sku}", new
        {
            variant, price = new { amount = 12_990, currency = "BRL" }, stock = 3,
        });
        Assert.Equal((100L, true), (
            waits.Body.GetProperty("price").GetProperty("amount").GetInt64(),
            waits.Body.GetProperty("waits").GetBoolean()));
        Assert.Equal((100, 3), await SoldAsAsync(sku));

        async Task SetAsync(bool? value, int version)
        {
            var answer = await operatorOf.DoAsync(
                HttpMethod.Put, "/admin/settings/listings.risky-edits-wait", new { value, version, why = "A test." });
            Assert.True(answer.Status == 200, $"{answer}");
            await Host.SettleAsync();
        }
    }

    [Fact]
    public async Task Pausing_resuming_and_removing_are_kept_too()
    {
        var (owner, store) = await StoreAsync();
        var product = await ListAsync(owner, store, Sku());
        var path = $"/store/{store}/listings/{product}";
        foreach (var move in new[] { "pause", "pause", "resume" })
            Assert.Equal(204, (await owner.DoAsync(HttpMethod.Post, $"{path}/{move}")).Status);
        Assert.Equal(204, (await owner.DoAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(
            "desk f state \"removed\" | desk f state \"active\" | desk f state \"paused\"",
            await ChangesAsync(product, "fields #>> '{0,to}'"));
    }

    async Task<string?> ChangesAsync(Guid product, string more = "null") => (string?)(await Host.SqlAsync($"""
        select string_agg(concat_ws(' ', via, left(waits::text, 1), fields #>> '{"{0,field}"}', {more}), ' | '
            order by at desc, waits desc)
        from catalog.listing_change where product_id = '{product}'
        """));
}
