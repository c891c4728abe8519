using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

/// <summary>The marketplace with files to import.</summary>
public sealed class ImportHost : CatalogHost
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("feria-import-");

    public string At(string name) => Path.Combine(folder.FullName, name);

    public async Task<string> FileAsync(string name, string text)
    {
        await File.WriteAllTextAsync(At(name), text);
        return At(name);
    }

    /// <summary>Imports a text as a file of this source, into a store named like it.</summary>
    public async Task<ImportReport> ImportAsync(
        string source, string csv, Func<ImportProducts.Order, ImportProducts.Order>? also = null)
    {
        var order = new ImportProducts.Order(await FileAsync(source + ".csv", csv), source)
        {
            Rejects = At(source + ".rejects.csv"),
        };
        return await ImportAsync(also?.Invoke(order) ?? order);
    }

    public Task<ImportReport> ImportAsync(ImportProducts.Order order) =>
        Services.GetRequiredService<ImportProducts>().RunAsync(order, null, CancellationToken.None);

    public string[] Rejects(string source) => File.ReadAllLines(At(source + ".rejects.csv"));

    /// <summary>Everything an import could change.</summary>
    public async Task<string> FingerprintAsync() => (string)(await SqlAsync("""
        select concat_ws('/',
            (select count(*) from kernel.event), (select count(*) from catalog.product),
            (select count(*) from catalog.category), (select count(*) from stores.store),
            (select count(*) from catalog.import_run), (select count(*) from catalog.import_row),
            (select count(*) from catalog.attribute), (select count(*) from inventory.movement),
            (select md5(string_agg(p::text, '' order by p.id)) from catalog.product p),
            (select md5(string_agg(o::text, '' order by o.id)) from catalog.offer o))
        """))!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
