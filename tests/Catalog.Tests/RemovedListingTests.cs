using Feria.Accounts.Tests;
using Feria.Contracts;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

/// <summary>A listing its seller deleted while moderators had it out of sight stays deleted.</summary>
public sealed class RemovedListingTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_deleted_meanwhile_stays_gone_where_it_is_put_back(bool isDeleted)
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenApprovedAsync(await host.PersonAsync(role: "platform_manager"));
        var listed = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings", new
        {
            title = "A lamp", description = "Gives light.", language = "en", optionNames = Array.Empty<string>(),
            variants = new[]
            {
                new
                {
                    sku = $"L{Guid.NewGuid():N}"[..12], price = new { amount = 1000, currency = "BRL" }, stock = 5,
                    options = Array.Empty<string>(),
                },
            },
        });
        Assert.True(listed.Status == 201, $"{listed}");
        var product = listed.Body.GetProperty("id").GetGuid();
        var products = host.Services.GetServices<IModerated>().Single(kind => kind.Kind == ThingKind.Product);

        await DoAsync(tx => products.RemoveAsync(tx, [$"{product}"], "It is forbidden.", null));
        var changes = host.Services.GetRequiredService<ChangeDesk>();
        if (isDeleted) await DoAsync(tx => RemoveMyListing.RemoveAsync(tx, store, product, changes, null));
        await DoAsync(tx => products.RestoreAsync(tx, [$"{product}"], "It is fine.", null));

        Assert.Equal(isDeleted ? "gone" : "shown", await host.SqlAsync($"""
            select case when withdrawn_at is null then 'shown' else 'gone' end
            from catalog.product where id = '{product}' and removed_at is null and withdrawn_before is null
            """));
    }

    async Task DoAsync(Func<Tx, Task> work)
    {
        await using var tx = await host.Database.WriteAsync();
        await work(tx);
        await tx.CommitAsync();
    }
}
