using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Notifications.Tests;

public sealed class ReturnLetterTests(LetterMarket market) : IClassFixture<LetterMarket>
{
    readonly string email = $"rosa.{Guid.NewGuid():N}@example.com";
    readonly string clerk = $"carla.{Guid.NewGuid():N}@example.com";

    [Fact]
    public async Task Each_step_is_written_to_whom_it_is_news()
    {
        var store = await market.OpenStoreAsync();
        var order = await BuyAsync(await market.OfferAsync(store, 1_000, 10));
        await HireAsync(store);
        var id = Id.New();
        await market.SqlAsync($"""
            insert into orders.return (region, id, order_id, store_id, number, kind, reason, status, asked_at)
            select region, '{id}', id, store_id, number || '-R1', 'return', 'damaged', 'asked', now()
            from orders.store_order where id = '{order}';
            insert into orders.return_line (region, return_id, position, quantity) values ('main', '{id}', 0, 1);
            insert into orders.refund (region, id, order_id, return_id, amount_minor, reason, at)
            values ('main', '{Id.New()}', '{order}', '{id}', 1000, 'return', now())
            """);
        await SayAsync(new ReturnOpened(id, order, store));
        foreach (var (status, side) in new[]
        {
            ("accepted", "store"), ("sent", "buyer"), ("refused", "store"), ("escalated", "clock"),
            ("refunded", "platform"), ("refunded", "store"), ("refunded", "clock"), ("withdrawn", "buyer"),
        })
            await SayAsync(new ReturnMoved(id, order, store, status, side));

        Assert.Equal(
            ["return-refunded", "return-decided", "return-refused", "return-accepted", "order-confirmed"],
            (await LettersAsync(email)).Select(Template));
        Assert.Equal(
            ["return-decided", "return-escalated", "return-sent", "return-asked"],
            (await LettersAsync(clerk)).Select(Template).Where(one => one!.StartsWith("return-")));
        Assert.Equal("return-asked return-sent return-escalated return-decided", await market.SqlAsync($"""
            select string_agg(n.kind, ' ' order by n.id)
            from notifications.notice n
            join stores.staff p on p.account_id = n.account_id
            where p.store_id = '{store}' and n.path = '/sell/{store}/returns/{id}'
            """));
        var asked = Text((await LettersAsync(clerk)).Single(letter => Template(letter) == "return-asked"));
        Assert.Contains("1 × Thing", asked);
        Assert.Contains($"https://feria.example/sell/{store}/returns/{id}", asked);
        var paid = Text((await LettersAsync(email)).Single(letter => Template(letter) == "return-refunded"));
        Assert.Contains("gives you BRL 10.00 back", paid);
        Assert.Contains($"https://feria.example/returns/{id}", paid);
    }

    async Task HireAsync(Guid store)
    {
        var answer = await market.Http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Carla", email = clerk, idNumber = "123.456.789-09", phone = "+55 11 91234-5678",
            password = "a long enough passphrase 7",
            address = new PostalAddress("Calle 1", null, "Lima", "LIM", "15001", "PE"),
        });
        Assert.Equal(201, (int)answer.StatusCode);
        var account = (await answer.JsonAsync()).GetProperty("id").GetGuid();
        await market.SqlAsync(
            $"insert into stores.staff (store_id, account_id, role) values ('{store}', '{account}', 'clerk')");
    }

    async Task<Guid> BuyAsync(Guid offer)
    {
        using var guest = market.AsGuest();
        var answer = await guest.PostAsJsonAsync("/api/v1/checkouts", new
        {
            address = new PostalAddress("Calle 1", null, "Lima", "LIM", "15001", "PE"),
            payment = new { method = "cash_on_delivery" },
            contact = new { fullName = "Rosa", email },
            items = new[] { new { offer, quantity = 2 } },
        });
        return (await answer.JsonAsync()).GetProperty("orders")[0].GetProperty("id").GetGuid();
    }

    async Task SayAsync(IEvent said)
    {
        await using var tx = await market.Database.WriteAsync();
        tx.Append(said);
        await tx.CommitAsync();
        await market.SettleAsync();
    }

    async Task<List<JsonElement>> LettersAsync(string to)
    {
        await market.SettleAsync();
        var page = await (await market.Http.GetAsync($"/api/v1/demo/mailbox?limit=100&to={to}")).JsonAsync();
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    static string? Template(JsonElement letter) => letter.GetProperty("template").GetString();

    static string Text(JsonElement letter) => letter.GetProperty("text").GetString()!.Replace('\u00a0', ' ');
}
