using System.IO.Compression;
using System.Text;

namespace Feria.Catalog.Tests;

public sealed class ImportProductsTests(ImportHost feria) : IClassFixture<ImportHost>
{
    [Fact]
    public async Task A_file_is_imported_by_the_names_of_its_columns()
    {
        var report = await feria.ImportAsync("plain", """
            id,name,category,sub_category,more_categories,price_mxn,list_price,image_url,stock,depth_cm,brand,details
            1,"Lámpara ""Luz"", azul",Hogar,Lámparas,Oficina|Regalos,"$ 1,095.00",No old price,,7,40,ACME,"Two
            lines"
            """);

        Assert.Null(report.Refusal);
        Assert.Equal((1, 1, 0), (report.RowsRead, report.ProductsCreated, report.RowsRejected));
        var lamp = await feria.ProductAsync("1", "plain");
        Assert.Equal(("Lámpara \"Luz\", azul", "ACME"), (lamp.Title, lamp.Brand));
        Assert.Equal(["Two", "lines"], lamp.Description.Split('\n').Select(line => line.TrimEnd('\r')));
        Assert.Equal((109500L, "MXN", null, 7L),
            (lamp.Offer!.Price.Amount, lamp.Offer.Price.Currency, lamp.Offer.ListPrice, lamp.Offer.Available));
        Assert.Equal(["Hogar", "Lámparas"], lamp.Categories.Select(category => category.Name));
        Assert.Equal(3L, await CategoriesAsync(lamp.Id));
        Assert.Equal(new ProductView.AttributeValue("depth", "Depth", "cm", null, 40m, null), lamp.Attributes.Single());
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_says_nothing()
    {
        const string csv = "id,name,price_mxn,stock\n1,One,10,5\n2,Two,20,0\n";
        await feria.ImportAsync("twice", csv);
        var before = await feria.SqlAsync("select count(*) from kernel.event");
        var products = await feria.SqlAsync(ProductsSql);

        var again = await feria.ImportAsync("twice", csv);

        Assert.Equal((0L, 0L, 2L), (again.ProductsCreated, again.ProductsChanged, again.ProductsUnchanged));
        Assert.Equal(before, await feria.SqlAsync("select count(*) from kernel.event"));
        Assert.Equal(products, await feria.SqlAsync(ProductsSql));
    }

    const string ProductsSql = "select md5(string_agg(p::text, '' order by id)) from catalog.product p";

    async Task<long> CategoriesAsync(Guid product) =>
        (long)(await feria.SqlAsync($"select count(*) from catalog.product_category where product_id = '{product}'"))!;

    [Fact]
    public async Task Bad_rows_are_rejected_with_number_reason_and_fields_and_good_ones_are_put()
    {
        var report = await feria.ImportAsync("mixed",
            "id,name,price_mxn,stock\n"
            + "1,Good,10,5\n"
            + "2,NA,10,5\n"
            + "3,No price,NA,5\n"
            + "4,Too fine,10.005,5\n"
            + "5,Half a unit,10,1.5\n"
            + ",No id,10,5\n"
            + "7,\"=HYPERLINK(\"\"http://evil.example\"\")\",10,5\n"
            + "=\"0008\",Kept zeros,10,5\n"
            + "9,Short\n"
            + "10,\"open\"x,10,5\n"
            + $"11,{new string('x', 10_000_000)},10,5\n"
            + "12,Nul\0,10,5\n");

        Assert.Equal((12, 2, 10), (report.RowsRead, report.ProductsCreated, report.RowsRejected));
        Assert.Equal(
            ["3,title_missing", "4,price_missing", "5,price_malformed", "6,stock_malformed", "7,id_missing",
                "8,formula_cell", "10,fields_missing", "11,quote_misplaced", "12,field_too_long", "13,text_malformed"],
            feria.Rejects("mixed").Skip(1).Select(line => line.Replace("\"", "").Split(':')[0]));
        Assert.Equal("feria_row,feria_reason,id,name,price_mxn,stock", feria.Rejects("mixed")[0]);
        Assert.Equal("Kept zeros", (await feria.ProductAsync("0008", "mixed")).Title);
        Assert.Contains("\"'=HYPERLINK(", string.Join('\n', feria.Rejects("mixed")));
    }

    [Fact]
    public async Task Corrected_rejects_are_taken_up_and_what_is_still_wrong_is_rejected_again()
    {
        await feria.ImportAsync("retry", "id,name,price_mxn\n1,Good,10\n2,Fixed later,NA\n3,Never fixed,NA\n");
        var rejects = feria.At("retry.rejects.csv");
        var corrected = (await File.ReadAllTextAsync(rejects)).Replace("Fixed later,NA", "Fixed later,12");
        await File.WriteAllTextAsync(rejects, corrected);

        var report = await feria.ImportAsync("retry", "", order => order with { Retry = rejects });

        Assert.Equal((2, 1, 1), (report.RowsRead, report.ProductsCreated, report.RowsRejected));
        Assert.Equal(1200L, (await feria.ProductAsync("2", "retry")).Offer!.Price.Amount);
        Assert.Equal(["4,price_missing: it has no price,3,Never fixed,NA"], feria.Rejects("retry").Skip(1));
    }

    [Fact]
    public async Task One_item_in_several_categories_is_one_product_and_a_contradicting_row_is_rejected()
    {
        var report = await feria.ImportAsync("merge", """
            id,name,category,price_mxn
            1,Sofa,Sofas,10
            2,Chair,Chairs,5
            1,Sofa,Armchairs,10
            1,Sofa,Sofas,10
            2,Chair,Chairs,6
            """);

        Assert.Equal((5, 2, 2, 1), (report.RowsRead, report.ProductsCreated, report.RowsMerged, report.RowsRejected));
        var sofa = await feria.ProductAsync("1", "merge");
        Assert.Equal(2L, await CategoriesAsync(sofa.Id));
        Assert.Equal("6,\"duplicate_id: row 3 has the same id and says otherwise\",2,Chair,Chairs,6".Replace("\"", ""),
            feria.Rejects("merge")[1].Replace("\"", ""));
        Assert.Equal(500L, (await feria.ProductAsync("2", "merge")).Offer!.Price.Amount);
    }

    [Fact]
    public async Task A_dry_run_counts_everything_and_changes_nothing()
    {
        var before = await feria.FingerprintAsync();

        var report = await feria.ImportAsync(
            "dry", "id,name,category,price_usd,stock,size\n1,One,New,10,5,L\n2,Two,New,NA,5,L\n",
            order => order with { DryRun = true });

        Assert.Equal((2, 1, 1), (report.RowsRead, report.ProductsCreated, report.RowsRejected));
        Assert.Equal(before, await feria.FingerprintAsync());
    }

    [Fact]
    public async Task Without_a_store_one_named_like_the_source_is_opened_and_used_again()
    {
        await feria.ImportAsync("own-shop", "id,name,price_usd\n1,One,10\n");
        await feria.ImportAsync("own-shop", "id,name,price_usd\n2,Two,10\n");

        Assert.Equal("own-shop", (await feria.ProductAsync("1", "own-shop")).Offer!.Store.Slug);
        Assert.Equal("USD", await feria.SqlAsync("select currency from stores.store where slug = 'own-shop'"));
    }

    [Fact]
    public async Task A_file_without_prices_describes_products_that_nobody_sells_yet()
    {
        var report = await feria.ImportAsync("described", "product_id,title,description\n1,One,Text\n");
        Assert.Equal(1, report.ProductsCreated);
        Assert.Null((await feria.ProductAsync("1", "described")).Offer);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_refuse_the_file_unless_the_mapping_names_their_encoding()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding.GetEncoding(1252).GetBytes("id,name,price_mxn\n1,Plain,10\n2,Señor,10\n");
        await File.WriteAllBytesAsync(feria.At("cp1252.csv"), bytes);
        var order = new ImportProducts.Order(feria.At("cp1252.csv"), "cp1252");
        var before = await feria.FingerprintAsync();

        var refused = await feria.ImportAsync(order);

        Assert.Equal(("import_encoding_wrong", 3L), (refused.Refusal!.Code, refused.Refusal.Facts["line"]));
        Assert.Equal(before, await feria.FingerprintAsync());

        var mapping = await feria.FileAsync("cp1252.json",
            """{"id": "id", "title": ["name"], "price": "price_mxn", "currency": "MXN", "encoding": "windows-1252"}""");
        var taken = await feria.ImportAsync(order with { MappingFile = mapping });
        Assert.Equal(2, taken.ProductsCreated);
        Assert.Equal("Señor", (await feria.ProductAsync("2", "cp1252")).Title);
    }

    [Theory]
    [InlineData(true, "utf-8")]
    [InlineData(true, "utf-16")]
    [InlineData(false, "utf-8")]
    public async Task Marked_unicode_gzip_and_semicolons_are_read(bool gzip, string encoding)
    {
        var source = $"enc-{encoding}-{(gzip ? "gz" : "plain")}";
        await using (var file = File.Create(feria.At(source)))
        await using (var target = gzip ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file)
        await using (var text = new StreamWriter(target, Encoding.GetEncoding(encoding)))
            await text.WriteAsync("id;name;price_mxn\r\n1;Ñandú;1.095,50\r\n");

        var report = await feria.ImportAsync(new(feria.At(source), source));

        Assert.Null(report.Refusal);
        var product = await feria.ProductAsync("1", source);
        Assert.Equal(("Ñandú", 109550L), (product.Title, product.Offer!.Price.Amount));
    }

    [Theory]
    [InlineData("", "import_file_empty")]
    [InlineData("name,price_mxn\nOne,1\n", "import_id_missing")]
    [InlineData("id,price_mxn\n1,1\n", "import_title_missing")]
    [InlineData("id,name,price_usd\n1,One,1\n", "import_currency_contradicted")]
    [InlineData("PK\u0003\u0004 a spreadsheet", "import_file_not_text")]
    public async Task A_file_that_cannot_be_understood_is_refused_whole(string csv, string code)
    {
        var before = await feria.FingerprintAsync();
        var report = await feria.ImportAsync("refused", csv, order => order with { Store = "casa" });
        Assert.Equal(code, report.Refusal!.Code);
        Assert.Equal(before, await feria.FingerprintAsync());
    }

    [Fact]
    public async Task What_an_order_names_wrongly_is_refused()
    {
        const string csv = "id,name,price\n1,One,1\n";
        async Task<string> CodeAsync(Func<ImportProducts.Order, ImportProducts.Order> also) =>
            (await feria.ImportAsync("wrong", csv, also)).Refusal!.Code;

        Assert.Equal("import_store_not_found", await CodeAsync(order => order with { Store = "nobody" }));
        Assert.Equal("import_currency_missing", await CodeAsync(order => order));
        Assert.Equal("import_currency_unknown", await CodeAsync(order => order with { Currency = "ABC" }));
        Assert.Equal("import_source_malformed", await CodeAsync(order => order with { Source = "../Shop" }));
        Assert.Equal("import_file_missing", await CodeAsync(order => order with { File = "/nowhere.csv" }));
        Assert.Equal("import_file_missing", await CodeAsync(order => order with { MappingFile = "/nowhere.json" }));
        var mapping = await feria.FileAsync("bad.json", """{"id": "id", "titel": ["name"]}""");
        Assert.Equal("import_mapping_malformed", await CodeAsync(order => order with { MappingFile = mapping }));
        mapping = await feria.FileAsync("gone.json", """{"id": "sku", "title": ["name"]}""");
        Assert.Equal("import_column_missing", await CodeAsync(order => order with { MappingFile = mapping }));
    }

    [Fact]
    public async Task A_category_renamed_by_hand_stays_the_one_its_source_means()
    {
        await feria.ImportAsync("renamed", "id,name,category,price_mxn\n1,One,Lamps,1\n");
        await feria.SqlAsync("update catalog.category_name set name = 'Lights' where name = 'Lamps'");

        await feria.ImportAsync("renamed", "id,name,category,price_mxn\n1,One,Lamps,1\n2,Two,lamps,1\n");

        Assert.Equal("Lights", (await feria.ProductAsync("2", "renamed")).Categories.Single().Name);
    }

    [Fact]
    public async Task A_sku_of_another_source_in_the_same_store_falls_alone()
    {
        static ImportProducts.Order InCasa(ImportProducts.Order order) => order with { Store = "casa" };
        await feria.ImportAsync("taken", "id,name,price_mxn,sku\n1,One,1,TAKEN-1\n", InCasa);

        var report = await feria.ImportAsync(
            "taker", "id,name,price_mxn,sku\n1,One,1,FREE-1\n2,Two,1,TAKEN-1\n3,Three,1,FREE-3\n", InCasa);

        Assert.Equal((2L, 1L, 1), (report.ProductsCreated, report.RowsRejected, report.Reasons["sku_taken"]));
    }
}
