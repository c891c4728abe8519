using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

/// <summary>Real catalogues, where they stand beside the repository.</summary>
public sealed class RealFileTests(ImportHost feria) : IClassFixture<ImportHost>
{
    static string Find(string name)
    {
        var file = Path.Combine(TestCluster.Root, "..", "shared", "data", "catalog", name);
        Assert.SkipUnless(File.Exists(file), "The real catalogues are not beside this repository.");
        return file;
    }

    async Task<ImportReport> ImportAsync(string name, string source)
    {
        var report = await feria.ImportAsync(new(Find(name), source) { Rejects = feria.At(source + ".rejects.csv") });
        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {report.RowsRead} rows, {report.RowsPerSecond} rows/s, rejected {report.RowsRejected}");
        return report;
    }

    [Fact]
    public async Task A_furniture_catalogue_with_dirty_prices_and_items_in_several_categories()
    {
        var report = await ImportAsync("ikea_sa_products.csv.gz", "ikea");

        Assert.Equal((3694L, 2960L, 732L, 2L),
            (report.RowsRead, report.ProductsCreated, report.RowsMerged, report.RowsRejected));
        Assert.Equal(2, report.Reasons["designer_too_long"]);
        Assert.Equal((127600L, 159500L), await PricesAsync("30303487"));
        Assert.Equal((600L, 1000L), await PricesAsync("335885"));
    }

    async Task<(long, long?)> PricesAsync(string item)
    {
        var offer = (await feria.ProductAsync(item, "ikea")).Offer!;
        return (offer.Price.Amount, offer.ListPrice?.Amount);
    }

    [Fact]
    public async Task A_grocery_catalogue_with_texts_and_the_same_again()
    {
        var first = await ImportAsync("bigbasket_products.csv.gz", "bigbasket");
        var again = await ImportAsync("bigbasket_products.csv.gz", "bigbasket");

        Assert.Equal((6079L, 6079L, 0L), (first.RowsRead, first.ProductsCreated, first.RowsRejected));
        Assert.Equal((0L, 0L, 6079L), (again.ProductsCreated, again.ProductsChanged, again.ProductsUnchanged));
    }

    [Fact]
    public async Task A_catalogue_of_real_size_with_rows_that_have_no_price()
    {
        var report = await ImportAsync("amazon_in_products.csv.gz", "amazon");

        Assert.Equal((90755L, 87418L, 3337L), (report.RowsRead, report.ProductsCreated, report.RowsRejected));
        Assert.Equal((3335, 2), (report.Reasons["price_missing"], report.Reasons["price_not_positive"]));
    }

    [Fact]
    public async Task A_category_tree_with_parents_that_have_no_row()
    {
        var order = new ImportCategories.Order(Find("bestbuy_categories.csv.gz"), "bestbuy")
        {
            Rejects = feria.At("bestbuy.rejects.csv"),
        };
        var import = feria.Services.GetRequiredService<ImportCategories>();
        var report = await import.RunAsync(order, CancellationToken.None);

        Assert.Equal((4584L, 4722, 139, 1),
            (report.RowsRead, report.CategoriesCreated, report.Inferred, report.RowsRejected));
        TestContext.Current.TestOutputHelper?.WriteLine($"{report.RowsPerSecond} rows/s");
        Assert.Equal(4722L, await feria.SqlAsync("select count(*) from catalog.category where source = 'bestbuy'"));
        Assert.Equal(6, await feria.SqlAsync("select max(cardinality(path)) from catalog.category"));
        foreach (var claim in Claims.All)
            Assert.IsType<DBNull>(await feria.SqlAsync($"select min(offender) from ({claim.Sql}) broken"));

        var before = await feria.SqlAsync("select count(*) from kernel.event");
        var again = await import.RunAsync(order, CancellationToken.None);
        Assert.Equal((4584L, 0, 0, 4722),
            (again.RowsRead, again.CategoriesCreated, again.CategoriesChanged, again.CategoriesUnchanged));
        Assert.Equal(before, await feria.SqlAsync("select count(*) from kernel.event"));
    }
}
