using System.Text;
using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Catalog.Tests;

/// <summary>Sheets that are ordered at once, cut off, too large, or somebody else's.</summary>
public sealed class SheetEdgeTests(DemoHost host) : SheetShop(host), IClassFixture<DemoHost>
{
    [Fact]
    public async Task Ordered_by_many_at_once_it_is_applied_once_and_undone_once()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        await ListAsync(owner, store, sku);
        var sheet = await CheckAsync(owner, store, $"sku,stock,price\r\n{sku},9,100\r\n{sku}-B,4,\r\nN{sku},1,5\r\n");
        async Task ManyAsync(string move)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
                owner.DoAsync(HttpMethod.Post, $"{sheet}/{move}")));
            Assert.All(answers, answer => Assert.Equal(200, answer.Status));
            await Host.SettleAsync();
        }

        await ManyAsync("apply");
        Assert.Equal("5→9 5→4", await MovedAsync(store));
        await ManyAsync("undo");
        Assert.Equal("5→9 5→4 9→5 4→5", await MovedAsync(store));
        Assert.Equal(
            ["2 undone", "3 undone", "4 error"],
            (await RowsAsync(owner, sheet)).Select(row => string.Join(' ', row.Split(' ')[..2])));
        var again = await owner.DoAsync(HttpMethod.Post, $"{sheet}/apply");
        Assert.Equal((409, "sheet_not_checked"), (again.Status, again.Code));
    }

    [Fact]
    public async Task Broken_off_in_the_middle_it_goes_on_and_does_nothing_twice()
    {
        var (owner, store) = await StoreAsync();
        var mark = Sku();
        var file = new StringBuilder("sku,title,price,stock\r\n");
        for (var i = 1; i <= 180; i++) file.Append($"{mark}-{i},Thing {i},{i},{i % 7}\r\n");
        var sheet = await CheckAsync(owner, store, file.ToString());
        // The third transaction is cut off as a process that dies would be, once.
        await Host.SqlAsync($"""
            create sequence cut_{mark};
            create function cut_{mark}() returns trigger language plpgsql as $$
            begin
                if new.state = 'created' and new.line = 130 and nextval('cut_{mark}') = 1 then
                    perform pg_terminate_backend(pg_backend_pid());
                end if;
                return new;
            end $$;
            create trigger cut_{mark} before update on catalog.sheet_row for each row execute function cut_{mark}()
            """);

        await MoveAsync(owner, sheet, "apply");

        // What failed rests a while before it is done again.
        while (await Host.SqlAsync($"select status from catalog.sheet where store_id = '{store}'") is not "applied")
            await Task.Delay(20);
        Assert.Equal(3L, await Host.SqlAsync($"select nextval('cut_{mark}')"));
        await Host.SqlAsync($"drop trigger cut_{mark} on catalog.sheet_row");
        Assert.Equal("""{"created":180}""", (await owner.GetAsync(sheet)).Body.GetProperty("counts").ToString());
        Assert.Equal("180 180 180 180", await Host.SqlAsync($"""
            select concat_ws(' ', count(*), count(distinct v.product_id), count(m), count(e))
            from catalog.offer o
            join catalog.variant v on v.id = o.variant_id
            left join inventory.stock s on s.offer_id = o.id and s.on_hand = split_part(o.sku, '-', 2)::int % 7
            left join inventory.movement m on m.offer_id = s.offer_id and m.kind = 'initial'
            left join kernel.event e on e.key = v.product_id and e.kind = 'catalog.product-put.v1'
            where o.store_id = '{store}'
            """));
        await MoveAsync(owner, sheet, "undo");
        Assert.Equal("""{"undone":180}""", (await owner.GetAsync(sheet)).Body.GetProperty("counts").ToString());
        Assert.Empty((await owner.GetAsync($"/store/{store}/listings")).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_is_no_file_or_too_much_is_refused_and_nothing_is_kept()
    {
        var (owner, store) = await StoreAsync();
        var wide = string.Join(',', Enumerable.Range(0, 61).Select(i => $"c{i}"));
        var long_ = "sku,price\r\n" + string.Concat(Enumerable.Range(0, 5_001).Select(i => $"{i},1\r\n"));
        foreach (var (csv, code) in new[]
        {
            ("", "import_file_empty"), ("sku,price\r\n", "sheet_empty"), ("PK\u0003\u0004x", "import_file_not_text"),
            (wide + "\r\n" + wide, "sheet_too_large"), (long_, "sheet_too_large"),
        })
            Assert.Equal(code, (await SendAsync(owner, store, csv)).Code);
        Assert.Equal(0L, await Host.SqlAsync($"select count(*) from catalog.sheet where store_id = '{store}'"));

        // The twenty latest stay; a file tells what the columns of the one before meant.
        for (var i = 0; i < 22; i++) await SendAsync(owner, store, "sku,price,Weird\r\nA,1,x\r\n");
        Assert.Equal(20L, await Host.SqlAsync($"select count(*) from catalog.sheet where store_id = '{store}'"));
        var sent = await SendAsync(owner, store, "sku,price,Weird\r\nA,1,x\r\n");
        var mapping = $"/store/{store}/sheets/{sent.Body.GetProperty("id").GetGuid()}/mapping";
        Assert.Equal(["sku", "price", ""], FieldsOf(sent.Body));
        foreach (var (fields, code) in new (string[], string)[]
        {
            (["sku", "price"], "sheet_columns_wrong"), (["sku", "price", "colour"], "sheet_field_unknown"),
            (["sku", "price", "price"], "sheet_field_twice"), (["", "price", "title"], "sheet_sku_missing"),
            (["sku", "", ""], "sheet_says_nothing"),
        })
            Assert.Equal(code, (await owner.DoAsync(HttpMethod.Put, mapping, new { fields })).Code);
        Assert.Equal(200, (await owner.DoAsync(
            HttpMethod.Put, mapping, new { fields = new[] { "sku", "price", "attribute:weird" } })).Status);
        await Host.SettleAsync();
        Assert.Equal(
            ["sku", "price", "attribute:weird"],
            FieldsOf((await SendAsync(owner, store, "sku;price;Weird\r\nA;1;x\r\n")).Body));
    }

    [Fact]
    public async Task No_store_sees_or_moves_the_sheet_of_another()
    {
        var (owner, store) = await StoreAsync();
        var (rival, other) = await StoreAsync();
        var sku = Sku();
        await ListAsync(owner, store, sku);
        var sheet = await CheckAsync(owner, store, $"sku,price\r\n{sku},1\r\n");
        var foreign = sheet.Replace($"{store}", $"{other}");
        var before = await AllOfAsync(store);
        foreach (var (path, code) in new[] { (sheet, "store_not_found"), (foreign, "sheet_not_found") })
        {
            foreach (var part in new[] { "", "/rows" })
                Assert.Equal((404, code), (await rival.GetAsync(path + part) is var read ? read.Status : 0, read.Code));
            foreach (var move in new[] { "apply", "retry", "undo" })
                Assert.Equal((404, code), (await rival.DoAsync(HttpMethod.Post, $"{path}/{move}") is var done
                    ? done.Status : 0, done.Code));
            Assert.Equal(code, (await rival.DoAsync(
                HttpMethod.Put, $"{path}/mapping", new { fields = new[] { "sku", "stock" } })).Code);
        }

        // The same SKU is another store's own affair.
        var theirs = await CheckAsync(rival, other, $"sku,price\r\n{sku},1\r\n");
        Assert.Equal(["2 error row_title_missing title"], await RowsAsync(rival, theirs));
        await Host.SettleAsync();
        Assert.Equal(before, await AllOfAsync(store));
        Assert.Equal("2 change", string.Join(' ', (await RowsAsync(owner, sheet))[0].Split(' ')[..2]));
    }

    [Fact]
    public async Task Pictures_are_fetched_from_the_public_internet_alone_and_nothing_else_of_the_row_is_done()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        await ListAsync(owner, store, sku);
        var before = await AllOfAsync(store);
        var sheet = await CheckAsync(
            owner, store, $"sku,price,pictures\r\n{sku},1,http://127.0.0.1:9/lamp.png | /media/nothing.webp\r\n");
        await MoveAsync(owner, sheet, "apply");
        Assert.StartsWith(
            "2 failed picture_address_refused pictures pictures:→http://127.0.0.1:9/lamp.png | ",
            Assert.Single(await RowsAsync(owner, sheet)));

        sheet = await CheckAsync(owner, store, $"sku,price,pictures\r\n{sku},1,/media/nothing.webp\r\n");
        await MoveAsync(owner, sheet, "apply");
        Assert.StartsWith("2 failed picture_unknown pictures", Assert.Single(await RowsAsync(owner, sheet)));
        Assert.Equal(before, await AllOfAsync(store));
    }

    [Fact]
    public async Task What_nobody_touched_for_thirty_days_goes()
    {
        var (owner, store) = await StoreAsync();
        foreach (var _ in (int[])[1, 2]) await SendAsync(owner, store, "sku,price\r\nA,1\r\nB,2\r\n");
        await Host.SqlAsync($"""
            update catalog.sheet set changed_at = now() - interval '31 days'
            where id = (select id from catalog.sheet where store_id = '{store}' order by id limit 1)
            """);
        await new SweepSheets(Host.Database).RunAsync(default, TestContext.Current.CancellationToken);
        Assert.Equal("1 2", await Host.SqlAsync($"""
            select concat_ws(' ', count(distinct s.id), count(r))
            from catalog.sheet s
            left join catalog.sheet_row r on r.sheet_id = s.id
            where s.store_id = '{store}'
            """));
    }

    async Task<string?> MovedAsync(Guid store) => await Host.SqlAsync($"""
        select string_agg(m.units_from || '→' || m.units_to, ' ' order by m.id)
        from inventory.movement m
        join catalog.offer o on o.id = m.offer_id
        where o.store_id = '{store}' and m.kind = 'adjustment'
        """) as string;
}
