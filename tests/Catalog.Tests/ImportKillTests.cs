using System.Diagnostics;
using System.Text;

namespace Feria.Catalog.Tests;

public sealed class ImportKillTests(ImportHost feria) : IClassFixture<ImportHost>
{
    const int Rows = 6_000;

    [Fact]
    public async Task An_import_killed_in_the_middle_leaves_whole_products_and_goes_on_by_its_id()
    {
        var csv = new StringBuilder("id,name,category,price_mxn,stock,image_url\n");
        for (var i = 0; i < Rows; i++)
            csv.Append($"{i},Thing {i},Things {i % 20},{i + 1},{i % 7},https://pictures.example/{i}.jpg\n");
        var file = await feria.FileAsync("kill.csv", csv.ToString());

        using (var import = Start(file))
        {
            while (await CountAsync("catalog.product where source = 'kill'") < 1_500) await Task.Delay(10);
            import.Kill();
            await import.WaitForExitAsync();
        }

        var killedAt = await CountAsync("catalog.product where source = 'kill'");
        Assert.InRange(killedAt, 1_500, Rows - 1);
        await AssertWholeAsync(killedAt);

        var report = await feria.ImportAsync(
            new(file, "kill") { Store = "casa", Rejects = feria.At("kill.rejects.csv") });

        Assert.True(report.Resumed);
        Assert.Equal((Rows, Rows, 0, 0),
            (report.RowsRead, report.ProductsCreated, report.ProductsUnchanged, report.RowsRejected));
        await AssertWholeAsync(Rows);
        Assert.Equal(report.Import, await feria.SqlAsync("select id from catalog.import_run where source = 'kill'"));
        Assert.Equal(0, await CountAsync("catalog.import_row"));
        Assert.Equal(Rows, await CountAsync("kernel.event where kind = 'catalog.product-put.v1'"));
    }

    // Every product has its variant, offer, category, picture and counted stock; its event was said in the same breath.
    async Task AssertWholeAsync(long products)
    {
        await feria.SqlAsync("analyze");
        Assert.Equal(products, await CountAsync("catalog.product p where source = 'kill'"));
        Assert.Equal(products, await CountAsync("""
            catalog.product p
            join catalog.product_category c on c.product_id = p.id
            join catalog.picture i on i.product_id = p.id
            join catalog.variant v on v.product_id = p.id
            join catalog.offer o on o.variant_id = v.id
            join inventory.stock s on s.offer_id = o.id and s.on_hand = p.external_id::bigint % 7
            join kernel.event e on e.key = p.id and e.kind = 'catalog.product-put.v1'
            where p.source = 'kill'
            """));
    }

    async Task<long> CountAsync(string from) => (long)(await feria.SqlAsync($"select count(*) from {from}"))!;

    Process Start(string file)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "feria.dll"),
            "import", "products", file, "--source", "kill", "--store", "casa",
            "--rejects", feria.At("kill.rejects.csv"),
        ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["FERIA_ROOT"] = feria.At("");
        start.Environment["Feria__Postgres"] = feria.ConnectionString;
        return Process.Start(start)!;
    }
}
