using System.Text;
using Feria.Catalog;
using Feria.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Bench;

/// <summary>A file of new products, imported as an operator would; over when all of them can be found.</summary>
static class Imported
{
    const string Source = "bench-import";

    public static async Task<(long Done, IReadOnlyList<Rebuilds.Progress> Figures)> RunAsync(
        Installation installation, int products, CancellationToken stop)
    {
        var file = Path.Combine(installation.Folder, Source + ".csv");
        await File.WriteAllTextAsync(file, Rows(products), stop);
        var report = await installation.Services.GetRequiredService<ImportProducts>().RunAsync(
            new(file, Source) { Currency = "USD", Rejects = file + ".rejects" }, null, stop);
        if (report.Refusal is not null || report.ProductsCreated != products)
            throw new InvalidOperationException(
                $"{report.ProductsCreated} of {products} were imported. {report.Refusal?.Sentence}");
        await installation.SettleAsync(TextWriter.Null, stop);
        return (report.ProductsCreated, []);
    }

    static string Rows(int products)
    {
        var chance = new Chance(Chance.SeedOf(1, "import", 0));
        var text = new StringBuilder("id,title,brand,category,price,stock\n");
        for (var n = 1; n <= products; n++)
            text.Append($"import-{n},{chance.Of(Goods.Traits)} {chance.Of(Goods.Things)} {n},Imported,")
                .Append($"Imported > Shelf {n % 10},{chance.Between(1, 500)}.99,{chance.Between(1, 100)}\n");
        return text.ToString();
    }
}
