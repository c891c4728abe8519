using System.Text;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Catalog.Tests;

/// <summary>A store's files are read, told of, applied, retried and undone, row by row.</summary>
public sealed class SheetTests(DemoHost host) : IClassFixture<DemoHost>
{
    async Task<(Person Owner, Guid Store)> StoreAsync()
    {
        var owner = await host.PersonAsync();
        return (owner, await owner.OpenApprovedAsync(await host.PersonAsync(role: "platform_manager")));
    }

    static string Sku() => $"S{Guid.NewGuid():N}"[..12];

    static async Task<Guid> ListAsync(
        Person owner, Guid store, string sku, long price = 12_990, string title = "Soapstone lamp")
    {
        object Choice(string code, string colour) => new
        {
            sku = code, price = new { amount = price, currency = "BRL" }, stock = 5, options = new[] { colour },
        };
        var listed = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings", new
        {
            title,
            description = "Turned by hand.\n\n- heavy\n- grey",
            language = "en",
            optionNames = new[] { "Colour" },
            variants = new[] { Choice(sku, "Grey"), Choice(sku + "-B", "Black") },
            attributes = new object[]
            {
                new { code = "height", name = "Height", unit = "cm", number = 40.5 },
                new { code = "material", name = "Material", text = "stone | wood = both" },
            },
        });
        Assert.Equal(201, listed.Status);
        return listed.Body.GetProperty("id").GetGuid();
    }

    async Task<Said> SendAsync(Person who, Guid store, string csv, string name = "lamps.csv")
    {
        var asked = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/store/{store}/sheets?name={name}")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv)) { Headers = { ContentType = new("text/csv") } },
        };
        asked.Headers.Authorization = new("Bearer", who.Token);
        var answer = await host.Http.SendAsync(asked);
        return new((int)answer.StatusCode, await answer.JsonAsync());
    }

    static string[] FieldsOf(JsonElement sheet) =>
        [.. sheet.GetProperty("columns").EnumerateArray().Select(one => one.GetProperty("field").GetString()!)];

    /// <summary>Sends a file and has it checked as its columns are taken for.</summary>
    async Task<string> CheckAsync(Person owner, Guid store, string csv)
    {
        var sent = await SendAsync(owner, store, csv);
        Assert.Equal(201, sent.Status);
        var sheet = $"/store/{store}/sheets/{sent.Body.GetProperty("id").GetGuid()}";
        Assert.Equal(200, (await owner.DoAsync(
            HttpMethod.Put, $"{sheet}/mapping", new { fields = FieldsOf(sent.Body) })).Status);
        await host.SettleAsync();
        return sheet;
    }

    async Task MoveAsync(Person owner, string sheet, string move)
    {
        Assert.Equal(200, (await owner.DoAsync(HttpMethod.Post, $"{sheet}/{move}")).Status);
        await host.SettleAsync();
    }

    /// <summary>Of each row its line, state, code and field, and its changes.</summary>
    static async Task<string[]> RowsAsync(Person owner, string sheet) =>
    [
        .. (await owner.GetAsync($"{sheet}/rows?limit=100")).Body.GetProperty("items").EnumerateArray()
            .Select(row => string.Join(' ', new[]
            {
                $"{row.GetProperty("line")} {row.GetProperty("state")}",
                Said(row, "code"), Said(row, "field"),
                string.Join(", ", row.GetProperty("changes").EnumerateArray().Select(edit =>
                    $"{edit.GetProperty("field")}:{edit.GetProperty("from")}→{edit.GetProperty("to")}")),
            }.Where(part => part.Length > 0))),
    ];

    static string Said(JsonElement row, string name) =>
        row.TryGetProperty(name, out var said) ? $"{said}" : "";

    async Task<string> ExportAsync(Person owner, Guid store, string path = "listings.csv")
    {
        var asked = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/store/{store}/{path}");
        asked.Headers.Authorization = new("Bearer", owner.Token);
        var answer = await host.Http.SendAsync(asked);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>All that is kept of what a store sells, and how its stock moved, as one text.</summary>
    async Task<string> AllOfAsync(Guid store) => (string)(await host.SqlAsync($"""
        select concat_ws(E'\n',
            (select string_agg(o::text || v::text || p::text, E'\n' order by o.id)
                from catalog.offer o
                join catalog.variant v on v.id = o.variant_id
                join catalog.product p on p.id = v.product_id
                where o.store_id = '{store}'),
            (select string_agg(m::text, E'\n' order by m.id)
                from inventory.movement m
                join catalog.offer o on o.id = m.offer_id
                where o.store_id = '{store}'))
        """))!;

    async Task<long> OnHandAsync(string sku) => (long)(await host.SqlAsync($"""
        select s.on_hand from inventory.stock s join catalog.offer o on o.id = s.offer_id where o.sku = '{sku}'
        """))!;

    async Task<long> PriceAsync(string sku) =>
        (long)(await host.SqlAsync($"select price_minor from catalog.offer where sku = '{sku}'"))!;

    [Fact]
    public async Task What_was_exported_and_comes_again_changes_nothing()
    {
        var (owner, store) = await StoreAsync();
        foreach (var title in HostileStrings.Sample(100).Where(one => one.Length <= 500)
            .Select(one => one.ReplaceLineEndings(" ").Replace('\t', ' ').Trim())
            .Where(one => one.Length > 0 && !one.Any(char.IsControl) && Text.IsStorable(one)).Append("'=1+1").Append("-5"))
            if (new OneLineAttribute(500).IsValid(title)) await ListAsync(owner, store, Sku(), title: title);
        await host.SettleAsync();
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
        await host.SettleAsync();
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
        Assert.Equal((9_990L, 8L, 5_000L, 3L), (
            await PriceAsync(sku), await OnHandAsync(sku), await PriceAsync($"{sku}-N"), await OnHandAsync($"{sku}-N")));
        Assert.Equal("adjustment 5 8 sheet lamps.csv " + owner.Id, await host.SqlAsync($"""
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
        Assert.Equal(product, (await owner.GetAsync($"/store/{store}/listings/{product}")).Body.GetProperty("id").GetGuid());
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
        Assert.Equal((12_000L, 5L, 11_000L), (await PriceAsync(sku), await OnHandAsync(sku), await PriceAsync($"{sku}-B")));

        await MoveAsync(owner, sheet, "retry");
        Assert.Equal("2 change price:120.00→100.00, stock:5→9", (await RowsAsync(owner, sheet))[0]);
        await MoveAsync(owner, sheet, "apply");
        Assert.Equal((10_000L, 9L), (await PriceAsync(sku), await OnHandAsync(sku)));

        // What was sold since stays sold; what was priced since stays so.
        await host.SqlAsync($"""
            update inventory.stock set on_hand = 7, sold = 2
            where offer_id = (select id from catalog.offer where sku = '{sku}');
            update catalog.offer set price_minor = 777 where sku = '{sku}-B'
            """);
        await MoveAsync(owner, sheet, "undo");

        Assert.Equal(
            ["2 undone", "3 kept changed_meanwhile price price:129.90→110.00"],
            (await RowsAsync(owner, sheet)).Select(row => row.StartsWith("2 undone") ? "2 undone" : row));
        Assert.Equal((12_000L, 3L, 777L), (await PriceAsync(sku), await OnHandAsync(sku), await PriceAsync($"{sku}-B")));
    }

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
            await host.SettleAsync();
        }

        await ManyAsync("apply");
        Assert.Equal("5→9 5→4", await MovedAsync(store));
        await ManyAsync("undo");
        Assert.Equal("5→9 5→4 9→5 4→5", await MovedAsync(store));
        Assert.Equal(["2 undone", "3 undone", "4 error"], (await RowsAsync(owner, sheet)).Select(row => row[..row.IndexOf(' ', 3)]
            .Trim()));
        var again = await owner.DoAsync(HttpMethod.Post, $"{sheet}/apply");
        Assert.Equal((409, "sheet_not_checked"), (again.Status, again.Code));
    }

    async Task<string?> MovedAsync(Guid store) => await host.SqlAsync($"""
        select string_agg(m.units_from || '→' || m.units_to, ' ' order by m.id)
        from inventory.movement m
        join catalog.offer o on o.id = m.offer_id
        where o.store_id = '{store}' and m.kind = 'adjustment'
        """) as string;

    [Fact]
    public async Task Broken_off_in_the_middle_it_goes_on_and_does_nothing_twice()
    {
        var (owner, store) = await StoreAsync();
        var mark = Sku();
        var file = new StringBuilder("sku,title,price,stock\r\n");
        for (var i = 1; i <= 180; i++) file.Append($"{mark}-{i},Thing {i},{i},{i % 7}\r\n");
        var sheet = await CheckAsync(owner, store, file.ToString());
        // The third transaction is cut off as a process that dies would be, once.
        await host.SqlAsync($"""
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
        while (await host.SqlAsync($"select count(*) from catalog.sheet where store_id = '{store}' and status = 'applied'")
            is 0L) await Task.Delay(20);
        Assert.Equal(3L, await host.SqlAsync($"select nextval('cut_{mark}')"));
        await host.SqlAsync($"drop trigger cut_{mark} on catalog.sheet_row");
        Assert.Equal("""{"created":180}""", (await owner.GetAsync(sheet)).Body.GetProperty("counts").ToString());
        Assert.Equal("180 180 180 180", await host.SqlAsync($"""
            select concat_ws(' ', count(*), count(distinct v.product_id), count(m), count(e))
            from catalog.offer o
            join catalog.variant v on v.id = o.variant_id
            left join inventory.stock s on s.offer_id = o.id and s.on_hand::text = (split_part(o.sku, '-', 2)::int % 7)::text
            left join inventory.movement m on m.offer_id = s.offer_id and m.kind = 'initial'
            left join kernel.event e on e.key = v.product_id and e.kind = 'catalog.product-put.v1'
            where o.store_id = '{store}'
            """));
        await MoveAsync(owner, sheet, "undo");
        Assert.Equal("""{"undone":180}""", (await owner.GetAsync(sheet)).Body.GetProperty("counts").ToString());
        Assert.Empty((await owner.GetAsync($"/store/{store}/listings")).Body.GetProperty("items").EnumerateArray());
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
        await host.SqlAsync($"""
            update inventory.stock set on_hand = 0, sold = 1
            where offer_id = (select id from catalog.offer where sku = '{sku}-H')
            """);
        Assert.Equal("false true", await host.SqlAsync($"""
            select string_agg((paused_at is not null)::text, ' ' order by sku desc) from catalog.offer where store_id = '{store}'
            """));

        await MoveAsync(owner, sheet, "undo");

        Assert.Equal(["7 kept bought_meanwhile", "8 undone"], (await RowsAsync(owner, sheet))[5..].Select(row =>
            row.Contains("kept") ? string.Join(' ', row.Split(' ')[..3]) : string.Join(' ', row.Split(' ')[..2])));
        var left = Assert.Single((await owner.GetAsync($"/store/{store}/listings")).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(("Hat", true), (left.GetProperty("title").GetString(), left.GetProperty("paused").GetBoolean()));
    }

    [Fact]
    public async Task A_bulk_edit_is_seen_before_it_is_done_and_undone_like_a_file()
    {
        var (owner, store) = await StoreAsync();
        var sku = Sku();
        var product = await ListAsync(owner, store, sku);
        await host.SettleAsync();
        var exported = await ExportAsync(owner, store);
        var made = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/sheets/edits", new
        {
            listings = new[] { product }, pricePercent = -12.5, state = "paused", stock = 2,
        });
        Assert.Equal((201, "price, state, stock"), (made.Status, made.Body.GetProperty("name").GetString()));
        var sheet = $"/store/{store}/sheets/{made.Body.GetProperty("id").GetGuid()}";
        await host.SettleAsync();
        Assert.Equal(
        [
            "1 change state:active→paused, price:129.90→113.66, stock:5→2", "2 change price:129.90→113.66, stock:5→2",
        ], await RowsAsync(owner, sheet));
        Assert.Equal(exported, await ExportAsync(owner, store));

        await MoveAsync(owner, sheet, "apply");
        Assert.Equal((11_366L, 2L), (await PriceAsync($"{sku}-B"), await OnHandAsync($"{sku}-B")));
        Assert.True((await owner.GetAsync($"/store/{store}/listings/{product}")).Body.GetProperty("paused").GetBoolean());
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
        Assert.Equal(0L, await host.SqlAsync($"select count(*) from catalog.sheet where store_id = '{store}'"));

        // The twenty latest stay; a file tells what the columns of the one before meant.
        for (var i = 0; i < 22; i++) await SendAsync(owner, store, "sku,price,Weird\r\nA,1,x\r\n");
        Assert.Equal(20L, await host.SqlAsync($"select count(*) from catalog.sheet where store_id = '{store}'"));
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
        await host.SettleAsync();
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
        await host.SettleAsync();
        Assert.Equal(before, await AllOfAsync(store));
        Assert.Equal("2 change", string.Join(' ', (await RowsAsync(owner, sheet))[0].Split(' ')[..2]));
    }
}
