using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications.Tests;

public sealed class LetterMarket : Market
{
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Feria:Demo"] = "true",
        ["Feria:PublicUrl"] = "https://feria.example",
    };
}

public sealed class OrderLetterTests(LetterMarket market) : IClassFixture<LetterMarket>
{
    readonly string email = $"bea.{Guid.NewGuid():N}@example.com";

    [Theory]
    [InlineData("es", "es", "Hola, Bea <Núñez>:", "El pedido {0} está confirmado", "BRL 25.98")]
    [InlineData("pt-BR,en;q=0.5", "pt", "Olá, Bea <Núñez>,", "O pedido {0} está confirmado", "BRL 25,98")]
    [InlineData("fr-CA,pt;q=0.5", "pt", "Olá, Bea <Núñez>,", "O pedido {0} está confirmado", "BRL 25,98")]
    public async Task Each_order_of_a_checkout_is_confirmed_in_the_buyer_s_language(
        string wants, string language, string greeting, string subject, string total)
    {
        var (one, two) = (await NewOfferAsync(1_299), await NewOfferAsync(500));

        var checkout = await BuyAsync("cash_on_delivery", wants, one, two);

        var letters = await LettersAsync();
        Assert.Equal(["order-confirmed", "order-confirmed"], letters.Select(Template));
        foreach (var order in checkout.GetProperty("orders").EnumerateArray())
        {
            var number = order.GetProperty("number").GetString()!;
            var page = $"https://feria.example/{language}/orders/{order.GetProperty("id").GetString()}";
            var letter = Assert.Single(letters, letter => Text(letter).Contains(page));
            Assert.StartsWith(greeting, Text(letter));
            Assert.Equal(string.Format(CultureInfo.InvariantCulture, subject, number), Subject(letter));
        }

        Assert.Contains(letters, letter => Text(letter).Contains(total));
    }

    [Fact]
    public async Task Who_pays_by_transfer_is_told_how_once_a_checkout()
    {
        var checkout = await BuyAsync("cash_on_delivery", "en", await NewOfferAsync(1_000), await NewOfferAsync(2_000));
        var id = checkout.GetProperty("id").GetGuid();
        await market.SettleAsync();
        await market.SqlAsync("delete from notifications.letter");
        await market.SqlAsync($"update orders.checkout set method = 'transfer' where id = '{id}'");
        foreach (var order in checkout.GetProperty("orders").EnumerateArray())
            await SayAsync(new OrderPlaced(order.GetProperty("id").GetGuid(), id, Guid.Empty, 0, "BRL"));

        var letter = Assert.Single(await LettersAsync());
        Assert.Equal("Pay BRL 60.00 by bank transfer", Subject(letter));
    }

    [Fact]
    public async Task Cancelling_sending_and_delivering_are_written_of()
    {
        var checkout = await BuyAsync("cash_on_delivery", "en", await NewOfferAsync(1_000));
        var order = checkout.GetProperty("orders")[0].GetProperty("id").GetString();
        await market.SettleAsync();
        var parcel = Id.New();
        await market.SqlAsync($"""
            insert into orders.shipment (region, id, order_id, status, carrier, tracking_number, sent_at)
            values ('main', '{parcel}', '{order}', 'in_transit', 'Correo <b>', 'AR1', now());
            insert into orders.shipment_line (region, shipment_id, position, quantity) values ('main', '{parcel}', 0, 1)
            """);
        foreach (var status in new[] { "preparing", "shipped", "delivered", "refunded" })
            await SayAsync(new OrderMoved(Guid.Parse(order!), Guid.Empty, Guid.Empty, status));
        await SayAsync(new ShipmentSent(parcel, Guid.Parse(order!), Guid.Empty, Guid.Empty));
        foreach (var status in new[] { "out_for_delivery", "delivered", "delivered" })
            await SayAsync(new ShipmentMoved(parcel, Guid.Parse(order!), Guid.Empty, Guid.Empty, status));
        foreach (var why in new[] { "by_buyer", "expired", "payment_failed" })
            await SayAsync(new OrderCancelled(Guid.Parse(order!), Guid.Empty, Guid.Empty, why));

        Assert.Equal(
            [
                "order-payment-failed", "order-expired", "order-cancelled", "parcel-delivered", "parcel-sent-tracked",
                "order-refunded", "order-confirmed",
            ],
            (await LettersAsync()).Select(Template));
        var sent = Text((await LettersAsync()).Single(letter => Template(letter) == "parcel-sent-tracked"));
        Assert.Contains("It travels with Correo <b> AR1.", sent);
        Assert.Contains("1 × Thing", sent);
        Assert.Contains("BRL 10.00", sent);
    }

    [Fact]
    public async Task What_is_picked_up_is_told_where_when_it_is_ready_and_when_it_is_fetched()
    {
        var store = await market.OpenStoreAsync();
        var offer = await market.OfferAsync(store, 1_000, 10);
        var checkout = await BuyAsync("cash_on_delivery", "en", offer);
        var order = checkout.GetProperty("orders")[0].GetProperty("id").GetGuid();
        // Its own letters are written by then.
        await market.SettleAsync();
        await market.SqlAsync("delete from notifications.letter; delete from notifications.posted");
        await PromiseAsync("pickup", """
            {"hours": "Mo-Fr 9-18", "address": {"line1": "Rua A 1", "city": "Santos", "region": "SP",
                "postalCode": "11010-000", "country": "BR"}}
            """);
        var parcel = Id.New();
        await market.SqlAsync($"""
            insert into orders.shipment (region, id, order_id, status, carrier, tracking_number, sent_at)
            values ('main', '{parcel}', '{order}', 'in_transit', '', '', now());
            insert into orders.shipment_line (region, shipment_id, position, quantity) values ('main', '{parcel}', 0, 1)
            """);
        await SayAsync(new OrderConfirmed(order, Guid.Empty, store, []));
        await SayAsync(new ShipmentSent(parcel, order, Guid.Empty, store));
        await SayAsync(new ShipmentMoved(parcel, order, Guid.Empty, store, "delivered"));

        var letters = await LettersAsync();
        Assert.Equal(
            ["parcel-delivered-pickup", "parcel-sent-pickup", "order-confirmed-pickup"], letters.Select(Template));
        Assert.All(letters.Skip(1), letter =>
            Assert.Contains("Rua A 1\nSantos, SP 11010-000\nMo-Fr 9-18", Text(letter)));

        // It is the same news however it is delivered: replayed, it is not told again.
        await PromiseAsync("shipped", "null");
        await SayAsync(new OrderConfirmed(order, Guid.Empty, store, []));
        Assert.Equal(3, (await LettersAsync()).Count);

        Task PromiseAsync(string kind, string place) => market.SqlAsync($$"""
            update orders.store_order set delivery_promise = '{"method": "{{Id.New()}}", "name": "Shop",
                "kind": "{{kind}}", "daysLeast": 0, "daysMost": 1, "place": {{place}}}' where id = '{{order}}'
            """);
    }

    async Task<Guid> NewOfferAsync(long price) => await market.OfferAsync(await market.OpenStoreAsync(), price, 10);

    async Task<JsonElement> BuyAsync(string method, string language, params Guid[] offers)
    {
        using var guest = market.AsGuest();
        guest.DefaultRequestHeaders.Add("Accept-Language", language);
        var answer = await guest.PostAsJsonAsync("/api/v1/checkouts", new
        {
            address = new PostalAddress("Calle 1", null, "Lima", "LIM", "15001", "PE"),
            payment = new { method },
            contact = new { fullName = "Bea <Núñez>", email },
            items = offers.Select(offer => new { offer, quantity = 2 }),
        });
        Assert.Equal(201, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }

    async Task SayAsync(IEvent said)
    {
        await using var tx = await market.Database.WriteAsync();
        tx.Append(said);
        await tx.CommitAsync();
        await market.SettleAsync();
    }

    async Task<List<JsonElement>> LettersAsync()
    {
        await market.SettleAsync();
        var page = await (await market.Http.GetAsync($"/api/v1/demo/mailbox?limit=100&to={email}")).JsonAsync();
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    static string? Template(JsonElement letter) => letter.GetProperty("template").GetString();

    static string? Subject(JsonElement letter) => letter.GetProperty("subject").GetString();

    static string Text(JsonElement letter) => letter.GetProperty("text").GetString()!.Replace('\u00a0', ' ');
}
