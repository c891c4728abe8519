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
        var (owner, store, product) = await ListAsync();
        var products = host.Services.GetServices<IModerated>().Single(kind => kind.Kind == ThingKind.Product);

        await DoAsync(tx => products.RemoveAsync(tx, [$"{product}"], "It is forbidden.", null));
        if (isDeleted)
            Assert.Equal(204, (await owner.DoAsync(HttpMethod.Delete, $"/store/{store}/listings/{product}")).Status);
        await DoAsync(tx => products.RestoreAsync(tx, [$"{product}"], "It is fine.", null));

        Assert.Equal(isDeleted ? "gone" : "shown", await host.SqlAsync($"""
            select case when withdrawn_at is null then 'shown' else 'gone' end
            from catalog.product where id = '{product}' and removed_at is null and withdrawn_before is null
            """));
    }

    [Fact]
    public async Task Its_seller_sees_it_at_their_desk_and_can_give_it_up_and_nothing_else()
    {
        var (owner, store, product) = await ListAsync();
        var products = host.Services.GetServices<IModerated>().Single(kind => kind.Kind == ThingKind.Product);
        Assert.Equal("False", await DeskAsync());

        await DoAsync(tx => products.RemoveAsync(tx, [$"{product}"], "It is forbidden.", null));
        Assert.Equal("True", await DeskAsync());
        var place = $"/store/{store}/listings/{product}";
        foreach (var move in new[] { "pause", "resume" })
        {
            var said = await owner.DoAsync(HttpMethod.Post, $"{place}/{move}");
            Assert.Equal((409, "listing_removed"), (said.Status, said.Code));
        }

        Assert.Equal(204, (await owner.DoAsync(HttpMethod.Delete, place)).Status);
        Assert.Equal("", await DeskAsync());
        Assert.Equal(404, (await owner.DoAsync(HttpMethod.Delete, place)).Status);
        Assert.Equal("removed 0", await host.SqlAsync($"""
            select case when p.removed_at is not null and p.withdrawn_at is not null then 'removed ' end || (
                select count(*) from catalog.variant v join catalog.offer o on o.variant_id = v.id
                where v.product_id = p.id and (o.withdrawn_at is null or o.paused_at is not null))
            from catalog.product p where p.id = '{product}'
            """));

        async Task<string> DeskAsync() => string.Join(' ', (await owner.GetAsync($"/store/{store}/listings")).Body
            .GetProperty("items").EnumerateArray().Select(one => one.GetProperty("removed").GetBoolean()));
    }

    async Task<(Person Owner, Guid Store, Guid Product)> ListAsync()
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
        return (owner, store, listed.Body.GetProperty("id").GetGuid());
    }

    async Task DoAsync(Func<Tx, Task> work)
    {
        await using var tx = await host.Database.WriteAsync();
        await work(tx);
        await tx.CommitAsync();
    }
}
