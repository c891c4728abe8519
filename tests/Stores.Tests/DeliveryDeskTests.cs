using System.Text.Json;
using Feria.Accounts.Tests;

namespace Feria.Stores.Tests;

/// <summary>How a store says that it delivers, and that no two who edit lose each other's work.</summary>
public sealed class DeliveryDeskTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task A_method_is_added_told_to_buyers_changed_and_removed()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenApprovedAsync(await host.PersonAsync(role: "platform_manager"));
        var (product, _) = await host.ShelveAsync(store, $"Lantern{Guid.NewGuid():N}");
        var mail = await AddAsync(owner, store, Mail());
        var shop = await AddAsync(owner, store, Pickup());
        Assert.Equal([mail, shop], await ListedAsync(owner, store));

        await host.SettleAsync();
        var offer = (await owner.GetAsync($"/products/{product}")).Body.GetProperty("offer");
        Assert.Equal(
            ("Mail", 990, 990), (
                offer.GetProperty("methods")[0].GetProperty("name").GetString(),
                offer.GetProperty("methods")[0].GetProperty("from").GetProperty("amount").GetInt64(),
                offer.GetProperty("delivery").GetProperty("amount").GetInt64()));
        var slug = (await owner.GetAsync($"/store/{store}")).Text("slug");
        Assert.Equal("Mo-Fr 9-18", (await owner.GetAsync($"/stores/{slug}")).Body.GetProperty("methods")[1]
            .GetProperty("place").GetProperty("hours").GetString());

        var quoted = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/delivery-quotes", new
        {
            grams = 1_200, country = "BR", region = "SP", postalCode = "01310-100",
        });
        Assert.Equal(
            [("Mail", 1_490L, null, true), ("Shop", 0, null, false)],
            quoted.Body.GetProperty("methods").EnumerateArray().Select(one => (
                one.GetProperty("name").GetString(), one.GetProperty("price").GetProperty("amount").GetInt64(),
                one.GetProperty("why").GetString(), one.GetProperty("isUsual").GetBoolean())));

        var put = await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/delivery-methods/{shop}", new { version = 1, terms = Pickup(false) });
        Assert.Equal((200, 2, false), (
            put.Status, put.Body.GetProperty("version").GetInt32(), put.Body.GetProperty("active").GetBoolean()));
        for (var i = 0; i < 2; i++)
            Assert.Equal(204, (await owner.DoAsync(
                HttpMethod.Delete, $"/store/{store}/delivery-methods/{mail}")).Status);
        Assert.Equal([shop], await ListedAsync(owner, store));
        Assert.Equal(
            ["delivery_remove", "delivery_edit", "delivery_add", "delivery_add"],
            (await owner.GetAsync($"/store/{store}")).Body.GetProperty("history").EnumerateArray().Take(4)
                .Select(line => line.GetProperty("what").GetString()));
        Assert.Equal((404, "delivery_method_not_found"), Code(await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/delivery-methods/{mail}", new { version = 1, terms = Mail() })));
    }

    [Fact]
    public async Task Of_two_who_edit_one_version_the_second_is_told_what_there_is()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        var mail = await AddAsync(owner, store, Mail());
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(at => owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/delivery-methods/{mail}",
            new { version = 1, terms = Mail($"Mail {at}") })));

        var won = Assert.Single(answers, answer => answer.Status == 200);
        var name = won.Body.GetProperty("method").GetProperty("name").GetString();
        Assert.All(answers.Where(answer => answer != won), lost =>
        {
            Assert.Equal((409, "delivery_method_changed"), Code(lost));
            Assert.Equal(
                name, lost.Body.GetProperty("now").GetProperty("method").GetProperty("name").GetString());
        });
        Assert.Equal($"{name} 2", await host.SqlAsync(
            $"select name || ' ' || version from stores.delivery_method where id = '{mail}'"));
    }

    [Fact]
    public async Task No_more_than_ten_are_made_however_many_ask_at_once()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        for (var i = 0; i < 8; i++) await AddAsync(owner, store, Mail());
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => owner.DoAsync(
            HttpMethod.Post, $"/store/{store}/delivery-methods", Mail())));
        Assert.Equal(2, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), refused =>
            Assert.Equal((409, "too_many_delivery_methods"), Code(refused)));
        Assert.Equal(10L, await CountAsync(store));
    }

    [Theory]
    [InlineData("delivery_days_wrong", """{"daysLeast": 5, "daysMost": 4}""")]
    [InlineData("delivery_kind_unclear", """{"zones": []}""")]
    [InlineData("delivery_kind_unclear", """{"kind": "pickup"}""")]
    [InlineData("delivery_price_unclear", """{"zones": [{"areas": [{"country": "BR"}]}]}""")]
    [InlineData("delivery_price_unclear",
        """
        {"zones": [{"areas": [{"country": "BR"}],
            "bands": [{"upToGrams": 2, "price": 1}, {"upToGrams": 2, "price": 3}]}]}
        """)]
    [InlineData("delivery_price_unclear",
        """{"zones": [{"areas": [{"country": "BR"}], "price": 1, "bands": [{"upToGrams": 2, "price": 1}]}]}""")]
    [InlineData("delivery_area_unclear",
        """{"zones": [{"areas": [{"country": "BR", "region": "SP", "postalPrefix": "01"}], "price": 1}]}""")]
    [InlineData("delivery_area_twice",
        """{"zones": [{"areas": [{"country": "BR"}], "price": 1}, {"areas": [{"country": "BR"}], "price": 2}]}""")]
    [InlineData(null, """{"zones": [null]}""")]
    [InlineData(null, """{"zones": [{"areas": [{"country": "XX"}], "price": 1}]}""")]
    [InlineData(null, """{"zones": [{"areas": [{"country": "BR", "region": "São Paulo"}], "price": 1}]}""")]
    [InlineData(null, """{"zones": [{"areas": [{"country": "BR"}], "price": -1}]}""")]
    public async Task What_nobody_could_price_is_refused_and_nothing_is_written(string? code, string change)
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        var before = await host.AllOfAsync(store);
        var terms = JsonSerializer.Deserialize<Dictionary<string, object>>(JsonSerializer.Serialize(Mail()))!;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, object>>(change)!)
            terms[name] = value;
        var refused = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/delivery-methods", terms);
        if (code is null) Assert.Equal(400, refused.Status);
        else Assert.Equal((422, code), Code(refused));
        Assert.Equal(before, await host.AllOfAsync(store));
        Assert.Equal(0L, await CountAsync(store));
    }

    [Fact]
    public async Task A_clerk_looks_and_a_stranger_finds_no_store()
    {
        var (owner, clerk, stranger) = (
            await host.PersonAsync(), await host.PersonAsync(), await host.PersonAsync());
        var store = await owner.OpenAsync();
        var mail = await AddAsync(owner, store, Mail());
        await host.SqlAsync($"""
            insert into stores.staff (store_id, account_id, role) values ('{store}', '{clerk.Id}', 'clerk')
            """);
        Assert.Equal([mail], await ListedAsync(clerk, store));
        var before = await host.AllOfAsync(store);
        foreach (var (person, status) in new[] { (clerk, 403), (stranger, 404) })
        {
            Assert.Equal(status, (await person.DoAsync(
                HttpMethod.Post, $"/store/{store}/delivery-methods", Mail())).Status);
            Assert.Equal(status, (await person.DoAsync(
                HttpMethod.Put, $"/store/{store}/delivery-methods/{mail}",
                new { version = 1, terms = Mail() })).Status);
            Assert.Equal(status, (await person.DoAsync(
                HttpMethod.Delete, $"/store/{store}/delivery-methods/{mail}")).Status);
        }

        Assert.Equal(404, (await stranger.GetAsync($"/store/{store}/delivery-methods")).Status);
        Assert.Equal(before, await host.AllOfAsync(store));
        Assert.Equal([mail], await ListedAsync(owner, store));
    }

    [Fact]
    public async Task What_a_unit_weighs_stays_until_it_is_said_anew()
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenApprovedAsync(await host.PersonAsync(role: "platform_manager"));
        var sku = $"Lantern{Guid.NewGuid():N}";
        var (product, offer) = await host.ShelveAsync(store, sku);
        var variant = await host.SqlAsync($"select variant_id from catalog.offer where id = '{offer}'");
        Assert.Equal("", await WeighAsync(null));
        Assert.Equal("1200", await WeighAsync(1_200));
        Assert.Equal("1200", await WeighAsync(null));
        var listed = (await owner.GetAsync($"/store/{store}/listings/{product}")).Body.GetProperty("variants")[0];
        Assert.Equal(1_200, listed.GetProperty("weightGrams").GetInt32());
        Assert.Equal("", await WeighAsync(0));

        async Task<object?> WeighAsync(int? weightGrams)
        {
            Assert.Equal(200, (await owner.DoAsync(HttpMethod.Put, $"/store/{store}/offers/{sku}", new
            {
                variant, price = new { amount = 700, currency = "BRL" }, weightGrams,
            })).Status);
            return await host.SqlAsync($"select concat(weight_grams) from catalog.offer where id = '{offer}'");
        }
    }

    async Task<object?> CountAsync(Guid store) => await host.SqlAsync(
        $"select count(*) from stores.delivery_method where store_id = '{store}'");

    static async Task<Guid> AddAsync(Person owner, Guid store, object terms)
    {
        var added = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/delivery-methods", terms);
        Assert.True(added.Status == 201, added.Body.ToString());
        return added.Body.GetProperty("method").GetProperty("id").GetGuid();
    }

    static async Task<IEnumerable<Guid>> ListedAsync(Person person, Guid store) =>
        (await person.GetAsync($"/store/{store}/delivery-methods")).Body.GetProperty("methods").EnumerateArray()
            .Select(one => one.GetProperty("method").GetProperty("id").GetGuid());

    static (int, string?) Code(Said said) => (said.Status, said.Code);

    static object Mail(string name = "Mail") => new
    {
        name, kind = "shipped", daysLeast = 2, daysMost = 5, takesCash = true,
        zones = new object[]
        {
            new
            {
                areas = new[] { new { country = "BR", region = "SP" } },
                bands = new[] { new { upToGrams = 1_000, price = 990 }, new { upToGrams = 5_000, price = 1_490 } },
            },
            new { areas = new[] { new { country = "BR" } }, price = 2_450 },
        },
    };

    static object Pickup(bool active = true) => new
    {
        name = "Shop", kind = "pickup", daysLeast = 0, daysMost = 1, position = 1, active,
        place = new
        {
            address = new
            {
                line1 = "Rua A 1", city = "Ouro Preto", region = "MG", postalCode = "35400-000", country = "BR",
            },
            hours = "Mo-Fr 9-18",
        },
    };
}
