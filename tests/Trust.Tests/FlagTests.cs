using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Catalog;
using Feria.Community.Tests;
using Feria.Contracts;
using Feria.Media.Tests;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Trust.Tests;

/// <summary>What may not be is noticed by itself, once, with what shows it.</summary>
public sealed class FlagTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Theory]
    [InlineData("Selling a FÁKE  Passport, cheap", "fake passport")]
    [InlineData("c\u200Bounterfeit", "counterfeit")]
    [InlineData("not counterfeited", "")]
    [InlineData("Western-Union only", "western union")]
    [InlineData("", "")]
    public void Words_are_found_whole_whatever_their_case_and_accents(string text, string found) => Assert.Equal(
        found, string.Join(", ", PlainWords.Among(text, ["counterfeit", "fake passport", "western union"])));

    [Theory]
    [InlineData(1001, 100, 20, true)]
    [InlineData(1000, 100, 20, false)]
    [InlineData(9, 100, 20, true)]
    [InlineData(10, 100, 20, false)]
    [InlineData(1001, 100, 19, false)]
    [InlineData(long.MaxValue, 1, 20, true)]
    public void A_price_is_unusual_where_enough_offers_say_what_is_usual(
        long price, long median, int among, bool said) =>
        Assert.Equal(said, Flagging.IsOutlier(price, median, among, 10, 20));

    [Fact]
    public async Task What_is_written_with_a_forbidden_word_is_noticed_once_for_ever()
    {
        var moderator = await host.ModeratorAsync();
        Assert.Equal(200, (await moderator.DoAsync(HttpMethod.Post, "/admin/moderation/words", new
        {
            language = "en", word = "Gruñón",
        })).Status);
        var shop = await Shop.OpenAsync(host);
        var (author, review) = await shop.ReviewAsync(body: "A GRUNON sold it.");
        await host.SettleAsync();
        var id = await host.CaseAsync("review", $"{review}");
        var flag = (await moderator.GetAsync($"/admin/cases/{id}")).Body.GetProperty("flags")[0];
        Assert.Equal(("words", "grunon"), (
            flag.GetProperty("rule").GetString(), flag.GetProperty("evidence").GetProperty("words").GetString()));

        await moderator.DecideAsync(id, "dismiss");
        await author.DoAsync(HttpMethod.Put, $"/reviews/{review}", new
        {
            version = 1, rating = 1, title = "", body = "Still a grunon.", language = "en",
        });
        await host.SqlAsync(
            "update kernel.reaction_position set visible_from = 0, seq = 0 where reaction = 'trust.on-said'");
        await host.SettleAsync();
        Assert.Equal("1 1", await host.SqlAsync($"""
            select (select count(*) from trust.case_file where thing = '{review}') || ' ' ||
                (select count(*) from trust.flag where thing = '{review}')
            """));
        Assert.Equal(204, (await moderator.DoAsync(HttpMethod.Post, "/admin/moderation/words/remove", new
        {
            language = "en", word = "grunon",
        })).Status);
    }

    [Fact]
    public async Task What_leads_out_of_the_marketplace_is_noticed_and_not_repeated()
    {
        var shop = await Shop.OpenAsync(host);
        var buyer = await host.PersonAsync();
        var order = await shop.SellAsync(buyer);
        await buyer.DoAsync(HttpMethod.Post, $"/orders/{order}/messages", new { text = "Call me: +55 11 91234-5678" });
        await shop.Owner.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/conversations/{order}", new
        {
            text = "Write to lamps@example.com, it is cheaper.",
        });
        await host.SettleAsync();
        Assert.Equal("2", await host.SqlAsync($"""
            select string_agg(split_part(thing, '.', 2), ' ') from trust.flag where thing like '{order}.%'
            """));
        Assert.Equal("Write to •••, it is cheaper.", await host.SqlAsync($"""
            select evidence ->> 'text' from trust.flag where thing = '{order}.2' and rule = 'contact'
            """));
        Assert.Equal(0L, await host.SqlAsync("select count(*) from trust.flag f where f::text like '%lamps@example%'"));
    }

    [Fact]
    public async Task A_price_far_from_what_is_usual_is_noticed()
    {
        var shop = await Shop.OpenAsync(host);
        await using (var tx = await host.Database.WriteAsync())
        {
            var tree = await PutCategories.RunAsync(tx, "flags",
            [
                new("lamps", null, new Dictionary<string, string> { ["en"] = "Lamps", ["es"] = "Lámparas" }),
            ]);
            var stock = host.Services.GetRequiredService<IStock>();
            Listing Of(string sku, long price) => new(
                "flags", sku, $"Lamp {sku}", "", null, "en", [], [tree.Ids["lamps"]],
                [new([], [new(shop.Store, sku, price, null, "BRL", 10)])], [], []);
            await PutListings.RunAsync(
                tx, stock, [.. Enumerable.Range(0, 30).Select(n => Of($"U-{n}", 1000 + n))], "test");
            await PutListings.RunAsync(tx, stock, [Of("CHEAP", 50), Of("DEAR", 20_000), Of("FAIR", 5_000)], "test");
            await tx.CommitAsync();
        }

        await host.SettleAsync();
        var (cheap, dear) = (await IdAsync("CHEAP"), await IdAsync("DEAR"));
        Assert.Equal(string.Join(' ', new[] { $"{cheap}", $"{dear}" }.Order(StringComparer.Ordinal)),
            await host.SqlAsync("""
                select string_agg(thing, ' ' order by thing collate "C") from trust.flag where rule = 'price'
                """));
        Assert.Equal("50 1015 BRL 33", await host.SqlAsync($"""
            select concat_ws(' ', evidence ->> 'price', evidence ->> 'median', evidence ->> 'currency',
                evidence ->> 'among')
            from trust.flag where thing = '{cheap}'
            """));

        async Task<Guid> IdAsync(string sku) => (Guid)(await host.SqlAsync($"""
            select v.product_id from catalog.offer o join catalog.variant v on v.id = o.variant_id where o.sku = '{sku}'
            """))!;
    }

    [Fact]
    public async Task A_picture_that_another_store_shows_already_is_noticed_also_drawn_smaller()
    {
        var (first, second) = (await Shop.OpenAsync(host), await Shop.OpenAsync(host));
        var original = await ListAsync(first, Scene(640, 480));
        await ListAsync(first, Scene(600, 450));
        var copy = await ListAsync(second, Scene(400, 300));
        await ListAsync(second, Scene(400, 300, turned: true));
        await host.SettleAsync();
        Assert.Equal($"{copy} {original}", await host.SqlAsync("""
            select string_agg(thing || ' ' || (evidence ->> 'product'), ', ') from trust.flag where rule = 'picture'
            """));
    }

    async Task<Guid> ListAsync(Shop shop, byte[] picture)
    {
        var url = await shop.Owner.SendAsync(picture);
        var listed = await shop.Owner.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/listings", new
        {
            title = $"Lamp {Guid.NewGuid():N}", description = "Gives light.", language = "en",
            categories = Array.Empty<string>(),
            variants = new[]
            {
                new { sku = $"S-{Guid.NewGuid():N}"[..20], price = new { amount = 1000, currency = "BRL" }, stock = 5 },
            },
            pictures = new[] { new { url } },
        });
        Assert.True(listed.Status == 201, $"{listed}");
        return listed.Body.GetProperty("id").GetGuid();
    }

    // A few hills of light, the same in every size.
    static byte[] Scene(int width, int height, bool turned = false)
    {
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (u, v) = ((double)x / width, (double)y / height);
                if (turned) (u, v) = (1.9 * v, 2.3 - 1.7 * u);
                var light = 128 + 70 * Math.Sin(7.3 * u + 2 * v) + 50 * Math.Cos(9.1 * v - 5.2 * u * v);
                for (var band = 0; band < 3; band++)
                    pixels[(y * width + x) * 3 + band] = (byte)Math.Clamp(light - 10 * band, 0, 255);
            }

        return Samples.Png(width, height, pixels);
    }
}
