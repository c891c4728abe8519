using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Orders.Tests;

/// <summary>Everybody at once.</summary>
public sealed class RushTests(Shop shop) : IClassFixture<Shop>
{
    const int Buyers = 500;
    const int Units = 100;

    [Fact]
    public async Task Five_hundred_buyers_of_a_hundred_units_through_every_door_buy_exactly_a_hundred()
    {
        var offer = await shop.OfferAsync(await shop.OpenStoreAsync(), 1000, Units);
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(offer, done.Token);
        var editing = EditAsync(offer, done.Token);

        var buyers = Enumerable.Range(0, Buyers).Select(i => new Buyer(shop, offer, i)).ToList();
        await Task.WhenAll(buyers.Select(buyer => buyer.AskAsync()));
        await done.CancelAsync();
        await editing;
        AssertRefusedClearly(buyers);
        Assert.True((await shop.UnitsAsync(offer)).Reserved > 0);

        // What nobody pays for is for sale again, and is bought by who was too late before.
        foreach (var unpaid in buyers.Where(buyer => buyer.IsUnpaid))
            await shop.SqlAsync($"update orders.checkout set expires_at = now() where id = '{unpaid.Checkout}'");
        await BackToAHundredAsync(offer);
        var late = buyers.Where(buyer => buyer.Checkout is null).ToList();
        foreach (var buyer in late) buyer.PaysOnDelivery();
        await Task.WhenAll(late.Select(buyer => buyer.AskAsync()));
        Assert.Equal(0, await watching);

        Assert.Equal(new Units(0, 0, Units), await shop.UnitsAsync(offer));
        Assert.Equal((long)Units, await shop.SqlAsync($"""
            select sum(l.quantity) from orders.order_line l
            join orders.store_order o on o.id = l.order_id and o.status = 'preparing'
            where l.offer_id = '{offer}'
            """));
        Assert.Equal(
            Units, buyers.Where(buyer => !buyer.IsUnpaid && buyer.Checkout is not null).Sum(buyer => buyer.Wants));
        AssertRefusedClearly(buyers);
        Assert.True(await shop.StockAddsUpAsync());
    }

    [Fact]
    public async Task Carts_of_many_items_in_any_order_never_block_one_another()
    {
        var store = await shop.OpenStoreAsync();
        var offers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.OfferAsync(store, 1000, 100_000)));
        var deadlocks =
            await shop.SqlAsync("select deadlocks from pg_stat_database where datname = current_database()");

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            var random = new Random(i);
            using var buyer = shop.As(Id.New());
            var codes = new List<HttpStatusCode>();
            for (var round = 0; round < 6; round++)
            {
                var items = offers.OrderBy(_ => random.Next()).Take(5).Select(offer => new { offer, quantity = 1 })
                    .ToList();
                var bought = await Shop.BuyAsync(buyer, Shop.Purchase(items: items));
                codes.Add(bought.StatusCode);
                var order = (await bought.JsonAsync()).GetProperty("orders")[0].GetProperty("id").GetGuid();
                if (round % 2 == 0) codes.Add(
                    (await buyer.PostAsync($"/api/v1/orders/{order}/cancel", null)).StatusCode);
            }

            return codes;
        }));

        Assert.All(
            answers.SelectMany(codes => codes),
            code => Assert.True(code is HttpStatusCode.Created or HttpStatusCode.OK));
        Assert.Equal(
            deadlocks,
            await shop.SqlAsync("select deadlocks from pg_stat_database where datname = current_database()"));
        foreach (var offer in offers) Assert.Equal(0, (await shop.UnitsAsync(offer)).Reserved);
        Assert.True(await shop.StockAddsUpAsync());
    }

    [Fact]
    public async Task Fifty_calls_with_one_key_are_one_purchase_and_get_one_answer()
    {
        var offer = await shop.OfferAsync(await shop.OpenStoreAsync(), 1000, 100);
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, offer, 2);

        var answers =
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Shop.BuyAsync(buyer, Shop.Purchase(), "one-click")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()))).Distinct());
        Assert.Equal(new Units(98, 0, 2), await shop.UnitsAsync(offer));
        var other = await Shop.BuyAsync(buyer, Shop.Purchase("card"), "one-click");
        Assert.Equal("idempotency_key_reused", await other.CodeAsync());
    }

    [Fact]
    public async Task A_key_that_others_take_each_time_is_asked_for_patience_and_sells_nothing()
    {
        var offer = await shop.OfferAsync(await shop.OpenStoreAsync(), 1000, 10);
        using var buyer = shop.As(Id.New());
        object purchase = Shop.Purchase(items: new[] { new { offer, quantity = 1 } });
        await shop.SqlAsync("""
            create function public.taken() returns trigger language plpgsql as 'begin return null; end';
            create trigger taken before insert on kernel.idempotency for each row execute function public.taken()
            """);
        try
        {
            var refused = await Shop.BuyAsync(buyer, purchase, "fought-over");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter?.Delta);
            Assert.Equal("unavailable", await refused.CodeAsync());
        }
        finally
        {
            await shop.SqlAsync("drop trigger taken on kernel.idempotency; drop function public.taken()");
        }

        Assert.Equal(new Units(10, 0, 0), await shop.UnitsAsync(offer));
        var bought = await Shop.BuyAsync(buyer, purchase, "fought-over");
        Assert.Equal(HttpStatusCode.Created, bought.StatusCode);
        Assert.Equal(new Units(9, 0, 1), await shop.UnitsAsync(offer));
    }

    [Fact]
    public async Task A_draft_that_breaks_a_constraint_takes_none_of_those_it_waited_with_down()
    {
        var offer = await shop.OfferAsync(await shop.OpenStoreAsync(), 1000, 100);
        var together = shop.Services.GetRequiredService<PlaceTogether>();
        var mark = Id.New();
        var drafts = Enumerable.Range(0, 40).Select(i => new Draft(
            Id.New(), i % 8 == 0 ? mark : Id.New(), new Owner(Id.New(), null), [new Wanted(offer, 1)],
            PaymentMethod.Card, null, null, new("Ana", "ana@example.com", "en"), Shop.Home)).ToList();

        var outcomes = await Task.WhenAll(drafts.Select(
            async draft => (draft.Mark, Code: (await together.PlaceAsync(draft)).Refusal?.Code ?? "placed")));

        Assert.All(outcomes.Where(outcome => outcome.Mark != mark), outcome => Assert.Equal("placed", outcome.Code));
        Assert.Equal(Enumerable.Repeat("idempotency_key_busy", 4).Append("placed"),
            outcomes.Where(outcome => outcome.Mark == mark).Select(outcome => outcome.Code).Order());
        Assert.Equal(new Units(100, 36, 0), await shop.UnitsAsync(offer));
    }

    [Fact]
    public async Task One_cart_bought_from_twenty_windows_is_bought_once()
    {
        var offer = await shop.OfferAsync(await shop.OpenStoreAsync(), 1000, 100);
        using var buyer = shop.As(Id.New());
        await Shop.PutAsync(buyer, offer, 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Shop.BuyAsync(buyer, Shop.Purchase())));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            Assert.Equal("cart_empty", await answer.CodeAsync());
        Assert.Equal(new Units(99, 0, 1), await shop.UnitsAsync(offer));
    }

    // Administrator and import take units away and bring them back while people buy.
    async Task EditAsync(Guid offer, CancellationToken done)
    {
        using var admin = shop.As(Id.New(), Permission.ManageStock);
        while (!done.IsCancellationRequested)
        {
            var taken =
                await admin.PutAsJsonAsync(
                $"/api/v1/admin/offers/{offer}/stock", new { adjustment = -3, why = "recount" });
            if (taken.StatusCode == HttpStatusCode.OK)
                await admin.PutAsJsonAsync(
                    $"/api/v1/admin/offers/{offer}/stock", new { adjustment = 3, why = "found" });
            await ImportAsync(offer);
            await Task.Delay(5);
        }
    }

    // It has the application's connections as everybody has, and is as patient.
    async Task ImportAsync(Guid offer)
    {
        try
        {
            await using var import = await shop.Database.WriteAsync();
            var there = (await shop.Stock.LoadAndLockAsync(import, [offer])).Single();
            await shop.Stock.CountAsync(import, [new(offer, Math.Max(0, there.OnHand - 1))], "import");
            await import.CommitAsync();
        }
        catch (NpgsqlException exhausted) when (exhausted.InnerException is TimeoutException)
        {
            // None was free in time; the next round tries again.
        }
    }

    async Task BackToAHundredAsync(Guid offer)
    {
        using var admin = shop.As(Id.New(), Permission.ManageStock);
        var missing = Units - (long)(await shop.SqlAsync($"""
            select sum(units_to - units_from)::bigint from inventory.movement
            where offer_id = '{offer}' and kind in ('initial', 'adjustment')
            """))!;
        if (missing == 0) return;
        var answer =
            await admin.PutAsJsonAsync(
            $"/api/v1/admin/offers/{offer}/stock", new { adjustment = missing, why = "found" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    // Counts the moments at which the stock did not add up.
    async Task<int> WatchAsync(Guid offer, CancellationToken done)
    {
        var wrong = 0;
        while (!done.IsCancellationRequested)
        {
            // Over a connection of its own: those of the application are the buyers'.
            var isWithin = (bool)(await shop.SqlAsync($"""
                select reserved between 0 and on_hand from inventory.stock where offer_id = '{offer}'
                """))!;
            if (!isWithin || !await shop.StockAddsUpAsync()) wrong++;
        }

        return wrong;
    }

    static void AssertRefusedClearly(IEnumerable<Buyer> buyers)
    {
        foreach (var refused in buyers.Where(buyer => buyer.Checkout is null))
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.Answer!.StatusCode);
            var problem = refused.Problem;
            Assert.Equal("out_of_stock", problem.GetProperty("code").GetString());
            Assert.True(problem.GetProperty("items")[0].GetProperty("available").GetInt64() < refused.Wants);
        }

    }

    sealed class Buyer(Shop shop, Guid offer, int number)
    {
        readonly HttpClient client = number % 2 == 0 ? shop.As(Id.New()) : shop.AsGuest();
        // A key's refusal is kept: whoever asks again later asks under a new one.
        int round;
        string method = number % 3 == 0 ? PaymentMethod.Card : PaymentMethod.CashOnDelivery;

        public int Wants => number % 5 == 0 ? 2 : 1;
        public HttpResponseMessage? Answer { get; private set; }
        public JsonElement Problem { get; private set; }
        public Guid? Checkout { get; private set; }
        public bool IsUnpaid => Checkout is not null && method == PaymentMethod.Card;

        public void PaysOnDelivery() => method = PaymentMethod.CashOnDelivery;

        public async Task AskAsync()
        {
            round++;
            // A fifth sends two lines of one item, a fifth one line, the rest go by the cart.
            object? items = (number % 5) switch
            {
                0 => new[] { new { offer, quantity = 1 }, new { offer, quantity = 1 } },
                1 => new[] { new { offer, quantity = 1 } },
                _ => null,
            };
            if (items is null) await InsistAsync(() => Shop.PutAsync(client, offer, 1));
            Answer = await InsistAsync(() => Shop.BuyAsync(client, Shop.Purchase(method, items), $"{number} {round}"));
            Problem = await Answer.JsonAsync();
            if (Answer.StatusCode == HttpStatusCode.Created) Checkout = Problem.GetProperty("id").GetGuid();
        }

        // An overloaded machine may ask for patience (503, Retry-After): the same call again, under its key.
        static async Task<HttpResponseMessage> InsistAsync(Func<Task<HttpResponseMessage>> ask)
        {
            for (var tries = 0; ; tries++, await Task.Delay(200))
                if (await ask() is var answer
                    && (answer.StatusCode != HttpStatusCode.ServiceUnavailable || tries == 300))
                    return answer;
        }
    }
}
