using System.Net.Http.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

/// <summary>The marketplace with one store in it.</summary>
public class CatalogHost : FeriaHost
{
    public static readonly Guid Store = Guid.Parse("0190a000-0000-7000-8000-000000000001");

    protected override async Task PrepareAsync() => await SqlAsync($"""
        insert into stores.store (id, slug, name, country, currency, delivery_fee_minor, free_delivery_from_minor)
        values ('{Store}', 'casa', 'Casa', 'MX', 'MXN', 500, 100000)
        """);

    public async Task<PutListings.Outcome> PutAsync(params Listing[] listings)
    {
        await using var tx = await Database.WriteAsync();
        var outcome = await PutListings.RunAsync(tx, Services.GetRequiredService<IStock>(), listings, "test");
        if (await tx.OneAsync<bool>("select pg_current_xact_id_if_assigned() is not null")) await tx.CommitAsync();
        return outcome;
    }

    /// <summary>The product as the public API shows it.</summary>
    public async Task<ProductView> ProductAsync(string externalId, string source = "test")
    {
        var id = await SqlAsync(
            $"select id from catalog.product where source = '{source}' and external_id = '{externalId}'");
        return (await Http.GetFromJsonAsync<ProductView>($"/api/v1/products/{id}", Json.Options))!;
    }

    public async Task<long> OnHandAsync(string sku) => (long)(await SqlAsync($"""
        select s.on_hand from inventory.stock s join catalog.offer o on o.id = s.offer_id where o.sku = '{sku}'
        """))!;

    public Task ReserveAsync(string sku, int units) => SqlAsync($"""
        update inventory.stock set reserved = {units}
        where offer_id = (select id from catalog.offer where sku = '{sku}')
        """);

    public async Task<long> EventsAsync(string kind, Guid key) =>
        (long)(await SqlAsync($"select count(*) from kernel.event where kind = '{kind}' and key = '{key}'"))!;
}
