using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

public sealed class SitePartsTests(CatalogHost feria) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task The_catalogue_is_cut_into_parts_that_stay_as_they_are()
    {
        var book = feria.Services.GetRequiredService<IProductBook>();
        await using var session = await feria.Database.ReadFreshAsync();
        Assert.Empty(await book.PartsAsync(session, 2));
        Assert.Null(await book.SlugsAsync(session, Guid.Empty, 2));

        for (var n = 1; n <= 4; n++) await PutAsync(n);
        var two = await book.PartsAsync(session, 2);
        Assert.Equal(2, two.Count);
        await PutAsync(5);
        var parts = await book.PartsAsync(session, 2);
        Assert.Equal(3, parts.Count);
        Assert.Equal(two, parts.Take(2));

        var withdrawn = (string)(await feria.SqlAsync("""
            update catalog.product set withdrawn_at = now()
            where id = (select id from catalog.product order by id limit 1)
            returning slug
            """))!;
        Assert.Equal(parts, await book.PartsAsync(session, 2));
        var slugs = new List<string>();
        foreach (var part in parts) slugs.AddRange((await book.SlugsAsync(session, part, 2))!);
        Assert.Equal(4, slugs.Distinct().Count());
        Assert.Equal(4, slugs.Count);
        Assert.DoesNotContain(withdrawn, slugs);
    }

    Task PutAsync(int n) => feria.PutAsync(new Listing(
        "test", $"part-{n}", $"Part {n}", "", null, "en", [], [],
        [new([], [new(CatalogHost.Store, $"P-{n}", 1000, null, "MXN", 1)])], [], []));
}
