using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Catalog.Tests;

/// <summary>A store's files are read, told of, applied, retried and undone, row by row.</summary>
public sealed class SheetTests(DemoHost host) : SheetShop(host), IClassFixture<DemoHost>
{
    [Fact]
    public async Task What_was_exported_and_comes_again_changes_nothing()
    {
        var (owner, store) = await StoreAsync();
        foreach (var title in HostileStrings.Sample(100).Where(one => one.Length <= 500)
            .Select(one => one.ReplaceLineEndings(" ").Replace('\t', ' ').Trim())
            .Where(one => one.Length > 0 && Text.IsStorable(one)).Append("'=1+1").Append("-5"))
            if (new OneLineAttribute(500).IsValid(title)) await ListAsync(owner, store, Sku(), title: title);
        await Host.SettleAsync();
        var before = await AllOfAsync(store);
        var exported = await ExportAsync(owner, store);

        var sheet = await CheckAsync(owner, store, exported);

        var counts = (await owner.GetAsync(sheet)).Body.GetProperty("counts");
        Assert.Equal(exported.Length > 0 ? "{\"same\":" : "", counts.ToString()[..8]);
        Assert.Single(counts.EnumerateObject());
        var apply = await owner.DoAsync(HttpMethod.Post, $"{sheet}/apply");
        Assert.Equal((409, "sheet_not_checked"), (apply.Status, apply.Code));
        Assert.Equal(before, await AllOfAsync(store));
        Assert.Equal(exported, await ExportAsync(owner, store));
    }

    [Fact]
    public async Task Each_row_tells_what_it_would_do_and_does_that_and_is_undone()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var product = await ListAsync(owner, store, sku);
        await Host.SettleAsync();
        var (before, exported) = (await AllOfAsync(store), await ExportAsync(owner, store));
        // As a spreadsheet in Spanish saves it: a mark, semicolons, decimal commas, a formula that keeps a text.
        var sheet = await CheckAsync(owner, store, $""""
            {'\uFEFF'}SKU;Título;Precio;Existencias;Notas
            ="{sku}";"Lamp; ""grey""";99,90;8;x
            {sku}-B;;129,90;;y
            {sku}-N;Stool;50;3;
            {sku}-X;;10;1;
            {sku};Again;1;1;
            {sku}-Y;Chair;cheap;1;
            ;Nobody;5;1;
            """".ReplaceLineEndings("\r\n"));
        string[] told =
        [
            "2 change title:Soapstone lamp→Lamp; \"grey\", price:129.90→99.90, stock:5→8",
            "3 same",
            $"4 create state:→active, title:→Stool, language:→en, price:→50.00, currency:→BRL, stock:→3",
            "5 error row_title_missing title",
            "6 error offer_twice sku",
            "7 error cell_malformed price",
            "8 error row_sku_missing sku",
        ];
        Assert.Equal(told, await RowsAsync(owner, sheet));
        Assert.Equal(before, await AllOfAsync(store));

        await MoveAsync(owner, sheet, "apply");

        var rows = await RowsAsync(owner, sheet);
        Assert.Equal(told[0].Replace("change", "changed"), rows[0]);
        Assert.StartsWith("4 created listing:→", rows[2]);
        Assert.Equal(told[3..], rows[3..]);
        Assert.Equal((9_990L, 8L), await SoldAsAsync(sku));
        Assert.Equal((5_000L, 3L), await SoldAsAsync($"{sku}-N"));
        Assert.Equal("adjustment 5 8 sheet lamps.csv " + owner.Id, await Host.SqlAsync($"""
            select concat_ws(' ', m.kind, m.units_from, m.units_to, m.why, m.actor)
            from inventory.movement m
            join catalog.offer o on o.id = m.offer_id
            where o.sku = '{sku}' and m.kind = 'adjustment'
            """));
        var failed = (await ExportAsync(owner, store, $"sheets/{sheet.Split('/')[^1]}/rows.csv")).Split("\r\n");
        Assert.Equal("SKU,Título,Precio,Existencias,Notas,error_line,error", failed[0]);
        Assert.Equal($"{sku}-X,,10,1,,5,row_title_missing: title", failed[1]);
        Assert.Equal(6, failed.Length);

        await MoveAsync(owner, sheet, "undo");

        Assert.Equal(
            ["2 undone", "3 same", "4 undone", "5 error", "6 error", "7 error", "8 error"],
            (await RowsAsync(owner, sheet)).Select(row => string.Join(' ', row.Split(' ')[..2])));
        Assert.Equal(exported, await ExportAsync(owner, store));
        // The same file does the same again.
        Assert.Equal("4 create", string.Join(' ', (await RowsAsync(owner, await CheckAsync(owner, store,
            $"sku,title,price\r\n{sku},,129.90\r\n{sku}-B,,129.90\r\n{sku}-N,Stool,50\r\n")))[2].Split(' ')[..2]));
        Assert.Equal(200, (await owner.GetAsync($"/store/{store}/listings/{product}")).Status);
    }

    [Fact]
    public async Task What_a_unit_weighs_is_put_and_undone_and_stays_where_no_column_says_it()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        await ListAsync(owner, store, sku);
        var sheet = await CheckAsync(owner, store, $"sku,weight_grams\r\n{sku},850\r\n");
        Assert.Equal(["2 change weight_grams:→850"], await RowsAsync(owner, sheet));
        await MoveAsync(owner, sheet, "apply");
        Assert.Equal(850, await WeightAsync());

        await MoveAsync(owner, await CheckAsync(owner, store, $"sku,title\r\n{sku},Heavy lamp\r\n"), "apply");
        Assert.Equal(850, await WeightAsync());
        await MoveAsync(
            owner, await CheckAsync(owner, store, $"sku,weight_grams,brand\r\n{sku},,Taller\r\n"), "apply");
        Assert.Equal(DBNull.Value, await WeightAsync());
        var wrong = await CheckAsync(owner, store, $"sku,weight_grams\r\n{sku},1.5\r\n");
        Assert.Equal(["2 error cell_malformed weight_grams"], await RowsAsync(owner, wrong));

        Task<object?> WeightAsync() => Host.SqlAsync($"select weight_grams from catalog.offer where sku = '{sku}'");
    }

    [Fact]
    public async Task What_was_changed_meanwhile_stays_and_is_done_when_it_is_retried()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        await ListAsync(owner, store, sku);
        var sheet = await CheckAsync(owner, store, $"sku,price,stock\r\n{sku},100,9\r\n{sku}-B,110,\r\n");
        Assert.Equal(200, (await owner.DoAsync(HttpMethod.Put, $"/store/{store}/prices", new
        {
            prices = new[] { new { sku, price = 12_000 } },
        })).Status);

        await MoveAsync(owner, sheet, "apply");

        Assert.Equal(
        [
            "2 failed changed_meanwhile price price:129.90→100.00, stock:5→9",
            "3 changed price:129.90→110.00",
        ], await RowsAsync(owner, sheet));
        Assert.Equal((12_000L, 5L), await SoldAsAsync(sku));
        Assert.Equal((11_000L, 5L), await SoldAsAsync($"{sku}-B"));

        await MoveAsync(owner, sheet, "retry");
        Assert.Equal("2 change price:120.00→100.00, stock:5→9", (await RowsAsync(owner, sheet))[0]);
        await MoveAsync(owner, sheet, "apply");
        Assert.Equal((10_000L, 9L), await SoldAsAsync(sku));

        // What was sold since stays sold; what was priced since stays so.
        await Host.SqlAsync($"""
            update inventory.stock set on_hand = 7, sold = 2
            where offer_id = (select id from catalog.offer where sku = '{sku}');
            update catalog.offer set price_minor = 777 where sku = '{sku}-B'
            """);
        await MoveAsync(owner, sheet, "undo");

        Assert.Equal(
            ["2 undone", "3 kept changed_meanwhile price price:129.90→110.00"],
            (await RowsAsync(owner, sheet)).Select(row => row.StartsWith("2 undone") ? "2 undone" : row));
        Assert.Equal((12_000L, 3L), await SoldAsAsync(sku));
        Assert.Equal((777L, 5L), await SoldAsAsync($"{sku}-B"));
    }

    [Fact]
    public async Task A_new_listing_is_made_of_its_rows_or_not_at_all_and_stays_once_it_is_bought()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var sheet = await CheckAsync(owner, store, $"""
            listing,sku,title,options,price,stock,attributes,state
            shirt,{sku}-S,Shirt,Size=S | Colour=White,50,2,height (cm)=12 | care=wash \| dry,
            shirt,{sku}-M,,Size=M | Colour=White,55,3,,
            shirt,{sku}-L,,Size=L,55,3,,
            coat,{sku}-1,Coat,Size=S,90,1,,paused
            coat,{sku}-2,Cape,Size=M,90,1,,
            hat,{sku}-H,Hat,,20,1,fit=tall,
            cap,{sku}-C,Cap,,20,1,,paused
            """.ReplaceLineEndings("\r\n"));
        Assert.Equal(
        [
            "2 error rows_incomplete", "3 error rows_incomplete", "4 error cell_malformed options",
            "5 error rows_incomplete", "6 error row_contradicts title", "7 create", "8 create",
        ], (await RowsAsync(owner, sheet)).Select(row => row.Split(" state:")[0]).Select(row =>
            row.Contains("create") ? string.Join(' ', row.Split(' ')[..2]) : row));

        await MoveAsync(owner, sheet, "apply");
        await Host.SqlAsync($"""
            update inventory.stock set on_hand = 0, sold = 1
            where offer_id = (select id from catalog.offer where sku = '{sku}-H')
            """);
        Assert.Equal("false true", await Host.SqlAsync($"""
            select string_agg((paused_at is not null)::text, ' ' order by sku desc)
            from catalog.offer
            where store_id = '{store}'
            """));

        await MoveAsync(owner, sheet, "undo");

        Assert.Equal(["7 kept bought_meanwhile", "8 undone"], (await RowsAsync(owner, sheet))[5..].Select(row =>
            row.Contains("kept") ? string.Join(' ', row.Split(' ')[..3]) : string.Join(' ', row.Split(' ')[..2])));
        var left = Assert.Single(
            (await owner.GetAsync($"/store/{store}/listings")).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(("Hat", true), (left.GetProperty("title").GetString(), left.GetProperty("paused").GetBoolean()));
    }

    [Fact]
    public async Task A_bulk_edit_is_seen_before_it_is_done_and_undone_like_a_file()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var product = await ListAsync(owner, store, sku);
        await Host.SettleAsync();
        var exported = await ExportAsync(owner, store);
        var made = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/sheets/edits", new
        {
            listings = new[] { product }, pricePercent = -12.5, state = "paused", stock = 2,
        });
        Assert.Equal((201, "price, state, stock"), (made.Status, made.Body.GetProperty("name").GetString()));
        var sheet = $"/store/{store}/sheets/{made.Body.GetProperty("id").GetGuid()}";
        await Host.SettleAsync();
        Assert.Equal(
        [
            "1 change state:active→paused, price:129.90→113.66, stock:5→2", "2 change price:129.90→113.66, stock:5→2",
        ], await RowsAsync(owner, sheet));
        Assert.Equal(exported, await ExportAsync(owner, store));

        await MoveAsync(owner, sheet, "apply");
        Assert.Equal((11_366L, 2L), await SoldAsAsync($"{sku}-B"));
        var paused = (await owner.GetAsync($"/store/{store}/listings/{product}")).Body.GetProperty("paused");
        Assert.True(paused.GetBoolean());
        await MoveAsync(owner, sheet, "undo");
        Assert.Equal(exported, await ExportAsync(owner, store));

        foreach (var (body, code) in new (object, string)[]
        {
            (new { listings = new[] { product } }, "edit_says_nothing"),
            (new { listings = new[] { product }, pricePercent = 1, priceAmount = 1 }, "edit_price_unclear"),
            (new { listings = new[] { product }, category = "nowhere" }, "category_not_found"),
            (new { listings = new[] { Guid.NewGuid() }, stock = 1 }, "listing_not_found"),
            (new { listings = Array.Empty<Guid>(), stock = 1 }, "invalid_fields"),
        })
            Assert.Equal(code, (await owner.DoAsync(HttpMethod.Post, $"/store/{store}/sheets/edits", body)).Code);
    }
}
