using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Npgsql;

namespace Feria.Resiliency.Tests;

/// <summary>Who buys in a town, each one unit, whatever dies there meanwhile.</summary>
sealed class Buyers(Town town)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What was answered.</summary>
    public ConcurrentBag<Guid> Checkouts { get; } = [];

    /// <summary>Once all is done that they led to: each purchase is one, and everything of it happened once.</summary>
    /// <param name="left">Units that nobody bought.</param>
    public async Task EachOnceAsync(int orders, int left)
    {
        await SettleAsync();
        Assert.Equal(orders, Checkouts.Distinct().Count());
        Assert.Equal($"{left} 0 {orders}", await town.SqlAsync(
            $"select on_hand || ' ' || reserved || ' ' || sold from inventory.stock where offer_id = '{town.Offer}'"));
        Assert.Equal(
            (long)orders, await town.SqlAsync("select count(*) from orders.checkout where status = 'confirmed'"));
        foreach (var (what, sql) in Once)
            Assert.Equal((what, (long)orders), (what, (long)(await town.SqlAsync(sql))!));
        Assert.Equal("", await town.VerifyAsync("references"));
        Assert.Equal("", await town.VerifyAsync("copies"));
    }

    static readonly (string What, string Sql)[] Once =
    [
        ("orders that said once that they were placed", """
            select count(*) from (
                select key from kernel.event where kind = 'orders.order-placed.v1'
                group by key having count(*) = 1) once
            """),
        ("orders that said once that they were confirmed", """
            select count(*) from (
                select key from kernel.event where kind = 'orders.order-confirmed.v1'
                group by key having count(*) = 1) once
            """),
        ("purchases counted for what is trending", """
            select count(*) from recommendations.behaviour where kind = 'purchase'
            """),
        ("units counted as sold by the index", "select sum(units)::bigint from search.sale"),
        ("letters that confirm an order", """
            select count(*) from notifications.letter where template = (
                select template from notifications.letter group by template order by count(*) desc limit 1)
            """),
    ];

    /// <summary>Buys one, and says it again with its key until it is answered.</summary>
    public async Task BuyAsync(int number)
    {
        var (guest, key) = (Token.New(), Token.New());
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100))
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(town.Anyone, "/api/v1/checkouts"));
            call.Headers.Add("Feria-Cart", guest);
            call.Headers.Add("Idempotency-Key", key);
            call.Content = JsonContent.Create(new
            {
                address = new PostalAddress("Rua das Flores 12", null, "São Paulo", "SP", "01310-100", "BR"),
                payment = new { method = "cash_on_delivery" },
                contact = new { fullName = "Ana Souza", email = $"ana.{number}@example.com" },
                items = new[] { new { offer = town.Offer, quantity = 1 } },
            });
            try
            {
                using var answer = await client.SendAsync(call);
                if ((int)answer.StatusCode == 201)
                {
                    var placed = await answer.Content.ReadFromJsonAsync<JsonElement>();
                    Checkouts.Add(placed.GetProperty("id").GetGuid());
                    return;
                }

                Assert.True(
                    (int)answer.StatusCode is 409 or >= 500, await answer.Content.ReadAsStringAsync());
            }
            catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
            {
                // Killed in the middle, or not there yet: said again.
            }
        }

        throw new TimeoutException("A purchase was never answered.");
    }

    async Task SettleAsync()
    {
        object? busy = null;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100))
        {
            try
            {
                busy = await town.SqlAsync(FeriaHost.UnsettledSql);
            }
            catch (NpgsqlException recovering)
            {
                busy = recovering.Message;
            }

            if (busy is DBNull) return;
        }

        throw new TimeoutException($"Still busy: {busy}");
    }
}
