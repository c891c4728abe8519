using Feria.Catalog;
using Feria.Community;
using Feria.Contracts;
using Feria.Launch;
using Feria.Pictures;
using Feria.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Browser.Tests;

/// <summary>The whole application with two stores, some categories and things to buy.</summary>
public class Street : FeriaHost
{
    const string Currency = "BRL";
    static readonly DateTime Since = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    public const string Lamp = "brass-reading-lamp";

    // Known before they listen: each is told the other's address.
    readonly int port = FreePort.Any();
    readonly int gatewayPort = FreePort.Any();
    Sandbox? gateway;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["urls"] = $"http://localhost:{port}",
        ["Feria:PublicUrl"] = $"http://localhost:{port}",
        ["Feria:Demo"] = "true",
        ["Feria:Gateway:Url"] = $"http://localhost:{gatewayPort}",
        ["Feria:Gateway:ApiKey"] = Sandbox.ApiKey,
        ["Feria:Gateway:WebhookSecret"] = Sandbox.WebhookSecret,
    };

    public override async ValueTask DisposeAsync()
    {
        if (gateway is not null) await gateway.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task PrepareAsync()
    {
        gateway = await Sandbox.StartAsync(gatewayPort, $"http://localhost:{port}/api/v1/webhooks/gateway");
        await using (var tx = await Database.WriteAsync())
        {
            var stores = await OpenStoresAsync(tx);
            var categories = await PutCategoriesAsync(tx);
            var put = await PutListings.RunAsync(
                tx, Services.GetRequiredService<IStock>(), [.. Listings(stores, categories)], "opening day");
            Assert.Empty(put.Refused);
            // Addresses a test can know.
            await tx.ExecuteAsync("update catalog.product set slug = regexp_replace(slug, '-[^-]+$', '')");
            await tx.CommitAsync();
        }

        await ReviewAsync();
        await SqlAsync("""
            insert into recommendations.trending (category, product_id, score)
            select 0, id, row_number() over (order by id) from catalog.product
            """);
        await SettleAsync();
    }

    static async Task<Guid[]> OpenStoresAsync(Tx tx)
    {
        Guid[] stores = [Id.New(), Id.New()];
        await PutStores.RunAsync(tx,
        [
            new(stores[0], "taller-nandu", "Taller Ñandú", "Brass, turned by hand.", "Porto Alegre", "BR", "en",
                Currency, 1000, 1500, 20_000, Since),
            new(stores[1], "casa-farol", "Casa Farol", "", "Santos", "BR", "en", Currency, 1000, 1990, null, Since),
        ]);
        return stores;
    }

    static async Task<Guid[]> PutCategoriesAsync(Tx tx)
    {
        var put = await PutCategories.RunAsync(tx, "street",
        [
            new("home", null, Names("Home", "Hogar", "Casa")),
            new("lamps", "home", Names("Lamps & light", "Lámparas y luz", "Luminárias e luz")),
            new("kitchen", "home", Names("Kitchen", "Cocina", "Cozinha")),
            new("garden", null, Names("Garden", "Jardín", "Jardim")),
        ]);
        return [put.Ids["lamps"], put.Ids["kitchen"], put.Ids["garden"]];

        static Dictionary<string, string> Names(string english, string spanish, string portuguese) =>
            new() { ["en"] = english, ["es"] = spanish, ["pt"] = portuguese };
    }

    static IEnumerable<Listing> Listings(Guid[] stores, Guid[] categories)
    {
        yield return new Listing(
            "street", "lamp", "Brass reading lamp", "A lamp to pull over the page.\nThe shade is washed linen.",
            "Ñandú Luz", "en", ["Finish"], [categories[0]],
            [
                new(["Raw brass"],
                [
                    new(stores[0], "NL-1", 12_990, 15_990, Currency, 40),
                    new(stores[1], "CF-1", 13_490, null, Currency, 12),
                ]),
                new(["Black"], [new(stores[0], "NL-2", 13_990, null, Currency, 0)]),
            ],
            [new(PictureOf(1), "The lamp"), new(PictureOf(2), "Its shade")],
            [new("height", "Height", "cm", Number: 48), new("dimmer", "Dimmer", Flag: true)]);
        string[] things =
        [
            "Enamel coffee pot", "Terracotta planter set of three", "Olive wood chopping board", "Cast-iron casserole",
            "Hand-thrown stoneware mug", "Linen apron with two pockets", "Paper lantern", "Garden trowel",
            "Beeswax candles, a dozen of them in a paper box tied with string", "Folding stool",
        ];
        foreach (var (at, title) in things.Index())
            yield return new Listing(
                "street", $"thing-{at}", title, $"{title}, made near the sea.", null, "en", [], [categories[at % 3]],
                [new([], [new(stores[at % 2], $"T-{at}", 2_490 + 1_730 * at, ListPriceOf(at), Currency, 25)])],
                [new(PictureOf(1), title)],
                []);
    }

    static string PictureOf(int view) => new Picture("lamp", view, 0xd9c6a3, 0x28e8).Path;

    static long? ListPriceOf(int at) => at % 3 == 0 ? 4_990 + 2_000 * at : null;

    async Task ReviewAsync()
    {
        await using var tx = await Database.WriteAsync();
        var lamp = await tx.OneAsync<Guid>("select id from catalog.product where slug = @Lamp", new { Lamp });
        await LoadReviews.RunAsync(tx,
        [
            new(Id.New(), lamp, null, null, "Marina D.", 5, "Heavier than I expected", "In the best way.", "en", Since),
            new(Id.New(), lamp, null, null, "Paulo R.", 4, "", "La luz es cálida.", "es", Since),
        ]);
        await tx.CommitAsync();
    }
}
