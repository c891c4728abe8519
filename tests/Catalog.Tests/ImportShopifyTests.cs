namespace Feria.Catalog.Tests;

public sealed class ImportShopifyTests(ImportHost feria) : IClassFixture<ImportHost>
{
    const string Header =
        "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
        + "Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,"
        + "Image Alt Text,Variant Image,Status\n";

    const string Shirt = Header
        + "shirt,Linen shirt,<p>Soft &amp; <b>light</b></p><script>x()</script>,ACME,Apparel > Shirts,,a,true,"
        + "Colour,Red,Size,M,S-R-M,4,20.00,25.00,https://cdn.example/1.jpg,front,https://cdn.example/red.jpg,active\n"
        + "shirt,,,,,,,,,Blue,,L,S-B-L,-2,22.00,,https://cdn.example/2.jpg,,https://cdn.example/blue.jpg,\n"
        + "shirt,,,,,,,,,,,,,,,,https://cdn.example/3.jpg,back,,\n"
        + "mug,Mug,,ACME,,Kitchen,,true,Title,Default Title,,,,3,5.00,,,,,active\n";

    static ImportProducts.Order InDollars(ImportProducts.Order order) => order with { Currency = "usd" };

    [Fact]
    public async Task An_export_is_understood_as_it_is()
    {
        var report = await feria.ImportAsync("shopify", Shirt, InDollars);

        Assert.Equal((4, 2, 2, 0), (report.RowsRead, report.ProductsCreated, report.RowsMerged, report.RowsRejected));
        var shirt = await feria.ProductAsync("shirt", "shopify");
        Assert.Equal(("Linen shirt", "Soft & light", "ACME"), (shirt.Title, shirt.Description, shirt.Brand));
        Assert.Equal(["Colour: Red, Size: M", "Colour: Blue, Size: L"],
            shirt.Variants.Select(v => string.Join(", ", v.Options.Select(one => $"{one.Name}: {one.Value}"))));
        Assert.Equal([("S-R-M", 2000L, 2500L, 4L), ("S-B-L", 2200L, 0L, 0L)],
            shirt.Offers.Select(o => (o.Sku, o.Price.Amount, o.ListPrice?.Amount ?? 0, o.Available)));
        Assert.Equal(["Apparel", "Shirts"], shirt.Categories.Select(category => category.Name));
        Assert.Equal(
            ["1.jpg -1", "2.jpg -1", "3.jpg -1", "red.jpg 0", "blue.jpg 1"],
            shirt.Pictures.Select(picture => $"{picture.Url.Split('/')[^1]} "
                + $"{shirt.Variants.ToList().FindIndex(variant => variant.Id == picture.Variant)}"));

        var mug = await feria.ProductAsync("mug", "shopify");
        Assert.Empty(Assert.Single(mug.Variants).Options);
        Assert.Equal(("mug", 3L), (mug.Offer!.Sku, mug.Offer.Available));
    }

    [Fact]
    public async Task Again_it_changes_nothing()
    {
        await feria.ImportAsync("shopify-again", Shirt, InDollars);
        Assert.Equal(2, (await feria.ImportAsync("shopify-again", Shirt, InDollars)).ProductsUnchanged);
    }

    [Fact]
    public async Task A_product_with_one_bad_row_is_rejected_whole_and_retried_whole()
    {
        var broken = Shirt.Replace("22.00", "cheap").Replace("S-", "B-");

        var report = await feria.ImportAsync("broken", broken, InDollars);

        Assert.Equal((4, 1, 3), (report.RowsRead, report.ProductsCreated, report.RowsRejected));
        Assert.Equal(1L, await feria.SqlAsync("select count(*) from catalog.product where source = 'broken'"));
        Assert.Equal(1, report.Reasons["price_missing"]);
        Assert.Equal(2, report.Reasons["product_incomplete"]);

        var rejects = feria.At("broken.rejects.csv");
        await File.WriteAllTextAsync(rejects, (await File.ReadAllTextAsync(rejects)).Replace("cheap", "22.00"));
        var retried = await feria.ImportAsync("broken", "", order => InDollars(order) with { Retry = rejects });
        Assert.Equal((3, 1, 0), (retried.RowsRead, retried.ProductsCreated, retried.RowsRejected));
        Assert.Equal(2, (await feria.ProductAsync("shirt", "broken")).Variants.Count);
    }

    [Fact]
    public async Task A_draft_is_described_but_not_shown()
    {
        var drafts = Shirt.Replace(",active", ",draft").Replace("S-", "D-").Replace("mug", "draft-mug");
        Assert.Equal(2, (await feria.ImportAsync("drafts", drafts, InDollars)).ProductsCreated);
        Assert.Equal(2L, await feria.SqlAsync(
            "select count(*) from catalog.product where source = 'drafts' and withdrawn_at is not null"));
    }
}
