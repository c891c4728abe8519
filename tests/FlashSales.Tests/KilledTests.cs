using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Orders.Tests;

namespace Feria.FlashSales.Tests;

/// <summary>
/// A tenth as many units as shoppers, two processes, one of them killed in the middle. FERIA_TEST_SHOPPERS says how
/// many come, where somebody wants to see it at full size.
/// </summary>
public sealed class KilledTests(TwoFerias ferias, ITestOutputHelper output) : IClassFixture<TwoFerias>
{
    static readonly int Shoppers = int.Parse(
        Environment.GetEnvironmentVariable("FERIA_TEST_SHOPPERS") ?? "300", CultureInfo.InvariantCulture);

    static readonly int Units = Shoppers / 10;

    [Fact]
    public async Task A_process_killed_in_the_middle_costs_no_unit_and_no_place_in_line()
    {
        var offer = await ferias.OfferAsync(Units);
        var sale = await OpenAsync(offer);
        var shoppers = Enumerable.Range(0, Shoppers).Select(i => new Shopper(ferias, sale, offer, i)).ToList();
        await Parallel.ForEachAsync(
            shoppers, new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (one, _) => await one.JoinAsync());
        await ferias.SqlAsync($"update flashsales.sale set starts_at = now() where id = '{sale}'");

        var buying = Task.WhenAll(shoppers.Select(one => one.WaitAndBuyAsync()));
        await UntilSoldAsync(sale, Units / 3);
        ferias.KillFirst();
        await buying;
        await UntilSoldAsync(sale, Units);

        Assert.Equal(Units, shoppers.Count(one => one.HasBought));
        Assert.All(shoppers, one => Assert.True(one.Number > 0));
        Assert.Equal(Shoppers, shoppers.DistinctBy(one => one.Number).Count());
        Assert.Equal($"0 0 {Units}", await ferias.SqlAsync(
            $"select on_hand || ' ' || reserved || ' ' || sold from inventory.stock where offer_id = '{offer}'"));
        var proof = await ProveAsync(sale);
        Assert.Equal([], ProofTests.Broken(proof));
        Assert.True(proof.GetProperty("isFinal").GetBoolean());
        Assert.Equal(
            (Units, 0, 0, Shoppers),
            (proof.GetProperty("units").GetProperty("sold").GetInt32(),
            proof.GetProperty("units").GetProperty("oversold").GetInt32(),
            proof.GetProperty("units").GetProperty("unsold").GetInt32(),
            proof.GetProperty("buyers").GetProperty("spots").GetInt32()));
        output.WriteLine(proof.ToString());
    }

    async Task<Guid> OpenAsync(Guid offer)
    {
        var sale = Id.New();
        var put = await ManageAsync(HttpMethod.Put, $"/api/v1/admin/flash-sales/{sale}", Bazaar.Terms(offer, Units));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        await ferias.SqlAsync($"update flashsales.sale set opens_at = now() where id = '{sale}'");
        return sale;
    }

    async Task UntilSoldAsync(Guid sale, int units)
    {
        for (var i = 0; i < 6_000; i++, await Task.Delay(100))
            if ((long)(await ferias.SqlAsync($"""
                select coalesce(sum(quantity), 0)::bigint from flashsales.taking
                where sale_id = '{sale}' and state = 'sold'
                """))! >= units
                && (units < Units || await ferias.SqlAsync(
                    $"select closed_at from flashsales.sale where id = '{sale}'") is DateTime))
                return;
        throw new TimeoutException($"Never were {units} sold.");
    }

    async Task<JsonElement> ProveAsync(Guid sale) =>
        await (await ManageAsync(HttpMethod.Get, $"/api/v1/admin/flash-sales/{sale}/proof", null)).JsonAsync();

    Task<HttpResponseMessage> ManageAsync(HttpMethod method, string path, object? body)
    {
        var call = new HttpRequestMessage(method, path);
        call.Headers.Authorization = new("Bearer", ferias.ManagerToken);
        if (body is not null) call.Content = JsonContent.Create(body);
        return ferias.Doors[1].SendAsync(call);
    }

    /// <summary>Waits as long as it is told to, and goes to the other door where one is shut.</summary>
    sealed class Shopper(TwoFerias ferias, Guid sale, Guid offer, int at)
    {
        readonly string token = Token.New();
        int door = at % 2;

        public int Number { get; private set; }

        public bool HasBought { get; private set; }

        public async Task JoinAsync() => Assert.Equal(
            HttpStatusCode.OK, (await AskAsync(HttpMethod.Post, $"/api/v1/flash-sales/{sale}/spot")).StatusCode);

        public async Task WaitAndBuyAsync()
        {
            while (true)
            {
                var spot = await (await AskAsync(HttpMethod.Get, $"/api/v1/flash-sales/{sale}/spot")).JsonAsync();
                if (spot.GetProperty("number") is { ValueKind: JsonValueKind.Number } number)
                {
                    Assert.True(Number == 0 || Number == number.GetInt32(), "A number is kept.");
                    Number = number.GetInt32();
                }

                switch (spot.GetProperty("state").GetString())
                {
                    case "admitted":
                        await BuyAsync();
                        return;
                    case "closed":
                        return;
                    default:
                        var pause = spot.GetProperty("askAgainSeconds").GetDouble();
                        await Task.Delay(TimeSpan.FromSeconds(pause * (.85 + Random.Shared.NextDouble() * .3)));
                        break;
                }
            }
        }

        // The same key at the other door is the same purchase.
        async Task BuyAsync()
        {
            var key = Token.New();
            for (var tries = 0; tries < 100; tries++, await Task.Delay(500))
            {
                var bought = await AskAsync(HttpMethod.Post, "/api/v1/checkouts", key, new
                {
                    address = Shop.Home,
                    payment = new { method = "cash_on_delivery" },
                    contact = new { fullName = "Ana Souza", email = "ana@example.com" },
                    items = new[] { new { offer, quantity = 1 } },
                    flashSale = sale,
                });
                if (bought.StatusCode == HttpStatusCode.Created) HasBought = true;
                if (HasBought) return;
                var code = await bought.CodeAsync();
                Assert.True(code is "idempotency_key_busy" or "unavailable", code);
            }
        }

        async Task<HttpResponseMessage> AskAsync(
            HttpMethod method, string path, string? key = null, object? body = null)
        {
            for (var tries = 0; ; tries++)
            {
                using var call = new HttpRequestMessage(method, path);
                call.Headers.Add("Feria-Cart", token);
                if (key is not null) call.Headers.Add("Idempotency-Key", key);
                if (body is not null) call.Content = JsonContent.Create(body);
                try
                {
                    var answer = await ferias.Doors[door].SendAsync(call);
                    if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || tries > 50) return answer;
                }
                catch (HttpRequestException) when (tries < 50)
                {
                    door = 1;
                }

                await Task.Delay(200);
            }
        }
    }
}
