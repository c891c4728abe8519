using Feria.Catalog;
using Feria.Contracts;
using Feria.Stores;
using Feria.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Olist.Tests;

public sealed class TakenCodeTests(FeriaHost feria) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task Orders_of_a_product_whose_code_is_anothers_are_refused_with_all_that_is_theirs()
    {
        var folder = Directory.CreateTempSubdirectory("feria-olist-").FullName;
        await Cut.WriteAsync(folder);
        var store = Id.New();
        await using (var tx = await feria.Database.WriteAsync())
        {
            await PutStores.RunAsync(tx, [new(
                store, $"olist-{Cut.Id("a", 2)}", "Ours", "", "", "BR", "en", "BRL", 1000, 0, null, DateTime.UtcNow)]);
            await PutListings.RunAsync(tx, feria.Services.GetRequiredService<IStock>(), [new(
                "ours", "one", "Another thing", "", null, "en", [], [],
                [new([], [new(store, Cut.Id("b", 2), 100, null, "BRL", 3)])], [], [])], "test");
            await tx.CommitAsync();
        }

        var report = await ImportOlist.RunAsync(
            feria.Services, new(folder, 0, null), null, CancellationToken.None);

        // Orders 1, 9, 17, 25 and 33 are of the second product; 9 and 33 have a third thing in them.
        Assert.Equal((1, 5), (report.Reasons["products: sku_taken"], report.Reasons["orders: offer_missing"]));
        Assert.Equal(new FileCount(47, 31, 0, 16), report.Files["orders"]);
        Assert.Equal(new FileCount(96, 72, 0, 24), report.Files["items"]);
        Assert.Equal(new FileCount(7, 4, 1, 2), report.Files["sellers"]);
        Assert.All(report.Files.Values, file => Assert.Equal(file.Rows, file.Put + file.Known + file.Rejected));
        Assert.Equal("Ours", await feria.SqlAsync("select name from stores.store where name = 'Ours'"));
        var findings = await feria.Services.GetRequiredService<VerifyReferences>()
            .RunAsync(null, CancellationToken.None);
        Assert.Equal([], findings.Where(finding => finding.Broken > 0).Select(finding => finding.Claim));
        Directory.Delete(folder, recursive: true);
    }
}
