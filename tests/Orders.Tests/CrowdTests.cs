using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Feria.Contracts;
using Feria.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders.Tests;

/// <summary>
/// Thousands do everything at once with the same few rows. <c>FERIA_TEST_CARTS</c> says how many,
/// <c>FERIA_TEST_SEED</c> with which dice.
/// </summary>
public sealed class CrowdTests(Crowd crowd) : IClassFixture<Crowd>
{
    const int UsualCarts = 800;
    const int AtOnce = 40;
    const int Buyers = 60;

    static readonly string[] Cards = ["tok_approve", "tok_approve", "tok_decline_funds", "tok_webhook_twice", ""];

    readonly int seed = Setting("FERIA_TEST_SEED") ?? Random.Shared.Next();
    readonly ConcurrentDictionary<string, int> answered = [];
    readonly ConcurrentBag<string> wrong = [];
    readonly List<Guid> sales = [];
    Guid[] offers = [];
    Guid[] ofSales = [];

    static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number)
            ? number : null;

    [Fact]
    public async Task Nobody_is_ever_in_anybodys_way_for_good_and_every_sum_is_kept()
    {
        var carts = Setting("FERIA_TEST_CARTS") ?? UsualCarts;
        TestContext.Current.TestOutputHelper?.WriteLine($"FERIA_TEST_SEED={seed} FERIA_TEST_CARTS={carts}");
        await SetUpAsync();
        var deadlocks = await crowd.DeadlocksAsync();
        var buyers = Enumerable.Range(0, Buyers).Select(i => new Buyer(i)).ToList();

        await Parallel.ForAsync(0, carts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            var random = new Random(HashCode.Combine(seed, i));
            await ActAsync(random, crowd.Doors[i % 2], buyers[random.Next(Buyers)]);
        });
        await EndHoldsAsync(1_000_000);
        foreach (var door in crowd.Doors) await ExpireAsync(door);
        await crowd.SettleAsync();

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(
            ", ", answered.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}")));
        Assert.Empty(crowd.Conflicts);
        Assert.Equal(deadlocks, await crowd.DeadlocksAsync());
        Assert.Empty(wrong);
        Assert.True(await crowd.StockAddsUpAsync());
        Assert.Equal(0L, await crowd.SqlAsync("select count(*) from orders.checkout where status = 'placed'"));
        var findings = await crowd.Services.GetRequiredService<VerifyReferences>().RunAsync(null, default);
        // The accounts of this market are made up.
        var broken = findings.Where(finding => finding.Broken > 0).Select(finding => finding.Sentence)
            .Where(sentence => !sentence.Contains("is one of accounts.account", StringComparison.Ordinal)).ToList();
        Assert.Empty(broken);
        Assert.True((long)(await crowd.SqlAsync("select count(*) from orders.checkout where status = 'confirmed'"))!
            > carts / 20);
    }

    async Task SetUpAsync()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => crowd.OpenStoreAsync(delivery: 100)));
        offers = await Task.WhenAll(stores.SelectMany(store =>
            Enumerable.Range(0, 2).Select(_ => crowd.OfferAsync(store, 1000, 500))));
        ofSales = offers[..2];
        foreach (var offer in ofSales) sales.Add(await crowd.FlashSaleAsync(offer, 150));
    }

    sealed class Buyer(int number)
    {
        // Of three who share an address one has an account that proved it: what the others buy becomes that one's.
        public string Email { get; } = $"buyer{number / 3}@example.com";
        public Guid? Account { get; } = number % 3 == 0 ? Family(number) : null;
        public Guid AccountOfFamily { get; } = Family(number);
        public string Guest { get; } = Token.New();
        public ConcurrentBag<Guid> Orders { get; } = [];

        static Guid Family(int number) => new(number / 3 + 1, 0, 0, new byte[8]);

        public HttpClient At(Market door) => Account is { } account ? door.As(account) : door.AsGuest(Guest);
    }

    Task ActAsync(Random random, GatewayMarket door, Buyer buyer) => random.Next(20) switch
    {
        < 6 => BuyCartAsync(random, door, buyer),
        < 12 => BuyItemsAsync(random, door, buyer),
        < 14 => BuyFlashAsync(random, door, buyer),
        14 or 15 => CancelAsync(random, door, buyer),
        16 => EditStockAsync(random, door),
        17 => ImportAsync(random, door),
        18 => EndHoldsAsync(random, door),
        _ => JoinAccountAsync(door, buyer),
    };

    async Task BuyCartAsync(Random random, GatewayMarket door, Buyer buyer)
    {
        using var client = buyer.At(door);
        foreach (var (offer, quantity) in Lines(random))
            await HearAsync("cart", await Shop.PutAsync(client, offer, quantity), 200);
        await BuyAsync(random, client, buyer, Purchase(random, buyer, null));
    }

    async Task BuyItemsAsync(Random random, GatewayMarket door, Buyer buyer)
    {
        using var client = buyer.At(door);
        var items = Lines(random).Select(line => new { offer = line.Offer, quantity = line.Quantity }).ToList();
        await BuyAsync(random, client, buyer, Purchase(random, buyer, items));
    }

    async Task BuyFlashAsync(Random random, GatewayMarket door, Buyer buyer)
    {
        using var client = buyer.At(door);
        var which = random.Next(sales.Count);
        var joined = await client.PostAsync($"/api/v1/flash-sales/{sales[which]}/spot", null);
        await HearAsync("spot", joined, 200);
        var items = new[] { new { offer = ofSales[which], quantity = random.Next(1, 3) } };
        await BuyAsync(random, client, buyer, Purchase(random, buyer, items, sales[which]));
    }

    async Task BuyAsync(Random random, HttpClient client, Buyer buyer, object purchase)
    {
        var key = random.Next(3) == 0 ? null : $"key-{random.Next()}";
        // Some press twice.
        var calls = key is not null && random.Next(4) == 0 ? 2 : 1;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, calls).Select(_ => Shop.BuyAsync(client, purchase, key)));
        foreach (var answer in answers)
        {
            await HearAsync("buy", answer, 201, 409, 422);
            if (answer.StatusCode != HttpStatusCode.Created) continue;
            foreach (var order in (await answer.JsonAsync()).GetProperty("orders").EnumerateArray())
                buyer.Orders.Add(order.GetProperty("id").GetGuid());
        }
    }

    async Task CancelAsync(Random random, GatewayMarket door, Buyer buyer)
    {
        if (buyer.Orders.ToArray() is not { Length: > 0 } orders) return;
        using var client = buyer.At(door);
        var order = orders[random.Next(orders.Length)];
        await HearAsync("cancel", await client.PostAsync($"/api/v1/orders/{order}/cancel", null), 200, 404, 409);
    }

    async Task EditStockAsync(Random random, GatewayMarket door)
    {
        using var admin = door.As(Id.New(), Permission.ManageStock);
        await HearAsync("stock", await admin.PutAsJsonAsync(
            $"/api/v1/admin/offers/{offers[random.Next(offers.Length)]}/stock",
            new { adjustment = random.Next(-5, 20), why = "recount" }), 200, 409, 422);
    }

    // As an import does: what was counted, of many offers in the order of a file.
    async Task ImportAsync(Random random, GatewayMarket door)
    {
        await using var tx = await door.Database.WriteAsync();
        var counts = Shuffled(random, offers).Take(random.Next(1, 9)).Select(
            offer => new StockCount(offer, random.Next(200, 500))).ToList();
        await door.Services.GetRequiredService<IStock>().CountAsync(tx, counts, "import");
        tx.Touch(counts.Select(count => count.Offer));
        await tx.CommitAsync();
    }

    async Task EndHoldsAsync(Random random, GatewayMarket door)
    {
        await EndHoldsAsync(random.Next(1, 8));
        await ExpireAsync(door);
    }

    // By chance, so that holds end in another order than they were made.
    Task EndHoldsAsync(int most) => crowd.SqlAsync($"""
        update orders.checkout set expires_at = now() - random() * interval '1 minute'
        where id = any(array(
            select id from orders.checkout where status = 'placed' order by id limit {most} for update))
        """);

    static Task ExpireAsync(GatewayMarket door) =>
        door.Services.GetRequiredService<ExpireCheckouts>().DueAsync(CancellationToken.None);

    // What a guest has and bought becomes the account's that signs in with it.
    static async Task JoinAccountAsync(GatewayMarket door, Buyer buyer)
    {
        var account = buyer.AccountOfFamily;
        door.Accounts.Contacts[account] = new("Ana Souza", buyer.Email, "en", Verified: true);
        await using var tx = await door.Database.WriteAsync();
        var guest = Token.Hash(buyer.Guest);
        await door.Services.GetRequiredService<ICarts>().MergeAsync(tx, account, guest);
        tx.Append(new SignedIn(account, Convert.ToHexStringLower(guest)));
        await tx.CommitAsync();
    }

    IEnumerable<(Guid Offer, int Quantity)> Lines(Random random) =>
        Shuffled(random, offers).Take(random.Next(1, 9)).Select(offer => (offer, random.Next(1, 4))).ToList();

    static IEnumerable<Guid> Shuffled(Random random, Guid[] offers)
    {
        var shuffled = offers.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    static object Purchase(Random random, Buyer buyer, object? items, Guid? sale = null)
    {
        var card = random.Next(2) == 0 ? null : Cards[random.Next(Cards.Length)];
        return new
        {
            address = Shop.Home,
            payment = new
            {
                method = card is null ? PaymentMethod.CashOnDelivery : PaymentMethod.Card,
                token = string.IsNullOrEmpty(card) ? null : card,
            },
            contact = new { fullName = "Ana Souza", email = buyer.Email },
            items,
            flashSale = sale,
        };
    }

    async Task HearAsync(string what, HttpResponseMessage answer, params int[] expected)
    {
        var status = (int)answer.StatusCode;
        answered.AddOrUpdate($"{what} {status}", 1, (_, before) => before + 1);
        if (!expected.Contains(status)) wrong.Add($"{what} {status} {await answer.Content.ReadAsStringAsync()}");
    }
}
