using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

public sealed class PutListingsTests(CatalogHost feria) : IClassFixture<CatalogHost>
{
    static readonly Guid Store = CatalogHost.Store;

    static Listing Shirt(string external, params ListedVariant[] variants) => new(
        "test", external, "Camisa Ñandú", "Soft.", "Ñ", "es", ["Colour"], [], variants,
        [new("https://pictures.example/1.jpg", "front"), new("https://pictures.example/2.jpg", "back", 0)],
        [new("width", "Width", "cm", Number: 12.5m), new("washable", "Washable", Flag: true)]);

    static ListedVariant Variant(string colour, string sku, long price, long? stock = null) =>
        new([colour], [new(Store, sku, price, null, "MXN", stock)]);

    Task<PutListings.Outcome> PutAsync(params Listing[] listings) => feria.PutAsync(listings);

    [Fact]
    public async Task A_new_listing_is_put_whole_and_says_so_once()
    {
        var put = await PutAsync(Shirt("whole", Variant("Red", "W-R", 1000, 5), Variant("Blue", "W-B", 1200, 0)));

        Assert.Single(put.Created);
        var product = await feria.ProductAsync("whole");
        Assert.Equal("Camisa Ñandú", product.Title);
        Assert.StartsWith("camisa-nandu-", product.Slug);
        Assert.Equal(["Red", "Blue"], product.Variants.Select(variant => variant.Options.Single().Value));
        Assert.Equal(("W-R", 5L, 1000L), (product.Offer!.Sku, product.Offer.Available, product.Offer.Price.Amount));
        Assert.Equal([12.5m, null], product.Attributes.OrderBy(a => a.Code == "washable").Select(a => a.Number));
        Assert.Equal(product.Variants[0].Id, product.Pictures[1].Variant);
        Assert.Equal(1L, await feria.EventsAsync("catalog.product-put.v1", product.Id));
    }

    [Fact]
    public async Task The_same_listing_again_changes_nothing()
    {
        var shirt = Shirt("same", Variant("Red", "S-R", 1000, 5));
        await PutAsync(shirt);
        var before = await feria.SqlAsync("select count(*) from kernel.event");

        var again = await PutAsync(shirt);

        Assert.Single(again.Unchanged);
        Assert.Equal(before, await feria.SqlAsync("select count(*) from kernel.event"));
    }

    [Fact]
    public async Task Units_sold_since_the_last_import_do_not_come_back_with_the_same_number()
    {
        await PutAsync(Shirt("sold", Variant("Red", "D-R", 1000, 5)));
        await feria.SqlAsync("""
            update inventory.stock set on_hand = 2, sold = 3
            where offer_id = (select id from catalog.offer where sku = 'D-R')
            """);

        await PutAsync(Shirt("sold", Variant("Red", "D-R", 1100, 5)));
        Assert.Equal(2L, await feria.OnHandAsync("D-R"));

        await PutAsync(Shirt("sold", Variant("Red", "D-R", 1100, 6)));
        Assert.Equal(6L, await feria.OnHandAsync("D-R"));
    }

    [Fact]
    public async Task A_changed_price_keeps_the_offer_and_is_said()
    {
        await PutAsync(Shirt("price", Variant("Red", "P-R", 1000, 5)));
        var before = await feria.ProductAsync("price");

        await PutAsync(Shirt("price", Variant("Red", "P-R", 900, 5)));

        var after = await feria.ProductAsync("price");
        Assert.Equal((before.Slug, before.Offer!.Id, 900L), (after.Slug, after.Offer!.Id, after.Offer.Price.Amount));
        Assert.Equal(1L, await feria.EventsAsync("catalog.offer-priced.v1", after.Id));
    }

    [Fact]
    public async Task Variants_may_exchange_options_and_go_and_come_back()
    {
        await PutAsync(Shirt("swap", Variant("Red", "X-1", 1000, 1), Variant("Blue", "X-2", 1000, 2)));
        await PutAsync(Shirt("swap", Variant("Blue", "X-1", 1000, 1), Variant("Red", "X-2", 1000, 2)));
        var swapped = await feria.ProductAsync("swap");
        Assert.Equal(["Blue", "Red"], swapped.Variants.Select(variant => variant.Options.Single().Value));
        Assert.Equal(["X-1", "X-2"], swapped.Variants.Select(v => swapped.Offers.Single(o => o.Variant == v.Id).Sku));

        await PutAsync(Shirt("swap", Variant("Red", "X-1", 1000, 1)));
        var alone = await feria.ProductAsync("swap");
        Assert.Equal(["Red"], alone.Variants.Select(variant => variant.Options.Single().Value));
        Assert.Equal("X-1", alone.Offers.Single().Sku);

        await PutAsync(Shirt("swap", Variant("Red", "X-1", 1000, 1), Variant("Green", "X-2", 1000, 2)));
        Assert.Equal(2, (await feria.ProductAsync("swap")).Offers.Count);
    }

    [Fact]
    public async Task A_sku_of_another_product_is_refused_and_the_rest_is_put()
    {
        await PutAsync(Shirt("owner", Variant("Red", "T-1", 1000)));

        var put = await PutAsync(
            Shirt("thief", Variant("Red", "T-1", 1)), Shirt("honest", Variant("Red", "T-2", 1000)));

        Assert.StartsWith("sku_taken", Assert.Single(put.Refused).Reason);
        Assert.Single(put.Created);
        Assert.Equal(0L, await feria.SqlAsync("select count(*) from catalog.product where external_id = 'thief'"));
        Assert.Equal(1000L, await feria.SqlAsync("select price_minor from catalog.offer where sku = 'T-1'"));
    }

    [Fact]
    public async Task Fewer_units_than_buyers_hold_are_refused_with_words_and_can_be_said_again()
    {
        await PutAsync(Shirt("held", Variant("Red", "H-1", 1000, 5)));
        await feria.ReserveAsync("H-1", 4);

        var put = await PutAsync(Shirt("held", Variant("Red", "H-1", 1000, 3)));
        Assert.StartsWith(
            "stock_below_reserved: 3 counted of H-1, buyers hold 4", Assert.Single(put.StockRefused).Reason);
        Assert.Equal(5L, await feria.OnHandAsync("H-1"));

        await feria.ReserveAsync("H-1", 0);
        Assert.Single((await PutAsync(Shirt("held", Variant("Red", "H-1", 1000, 3)))).Changed);
        Assert.Equal(3L, await feria.OnHandAsync("H-1"));
    }
}
