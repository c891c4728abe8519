using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Feria.Launch;

namespace Feria.Nodes.Tests;

/// <summary>The replica shows everything a second late, and nobody misses what they wrote.</summary>
public sealed class OwnReadsTests(PairedFixture paired, ITestOutputHelper output) : IClassFixture<PairedFixture>
{
    const int Callers = 50;
    const int Rounds = 200;
    const string CartReads = """
        select coalesce(sum(calls), 0)::bigint from pg_stat_statements where query like '%orders.carts.find%'
        """;

    PairedMarket Market => paired.Market;

    enum Way { Cookie, Header, BearerAlone }

    [Fact]
    public async Task Who_bought_with_others_in_one_transaction_sees_the_purchase_on_a_replica_that_lags()
    {
        await DelayAsync("1s");
        var seen = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var client = new HttpClient { BaseAddress = Market.Address };
            client.DefaultRequestHeaders.Add("Feria-Cart", Token.New());
            var offer = Market.Offers[i % Market.Offers.Count];
            using var put = await client.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity = 1 });
            // The replica has the cart by then, and would be asked for the purchase too.
            await Task.Delay(1500, CancellationToken.None);
            using var purchase = new HttpRequestMessage(HttpMethod.Post, "/api/v1/checkouts");
            purchase.Headers.Add(CallerPosition.Header, Told(put));
            purchase.Content = JsonContent.Create(new
            {
                address = new PostalAddress("Rua das Flores 12", null, "São Paulo", "SP", "01310-100", "BR"),
                payment = new { method = "cash_on_delivery" },
                contact = new { fullName = "Ana Souza", email = "ana@example.com" },
            });
            using var bought = await client.SendAsync(purchase);
            Assert.Equal(201, (int)bought.StatusCode);
            client.DefaultRequestHeaders.Add(CallerPosition.Header, Told(bought) ?? Told(put));
            using var shown = await client.GetAsync(bought.Headers.Location);
            return (int)shown.StatusCode;
        }));

        Assert.All(seen, status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task Of_ten_thousand_reads_after_a_write_none_is_stale()
    {
        await DelayAsync("1s");
        var before = (long)(await Market.OnReplicaAsync(CartReads))!;
        using var counted = new MeterListener();
        var (wanted, asked) = (0L, 0L);
        counted.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("feria.position.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        counted.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "feria.position.asked") Interlocked.Add(ref asked, value);
            else Interlocked.Add(ref wanted, value);
        });
        counted.Start();

        var stale = new ConcurrentBag<string>();
        var reads = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Callers), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (i, _) =>
            {
                var way = (Way)(i % 3);
                using var client = await ComeAsync(way);
                string? position = null;
                for (var round = 1; round <= Rounds; round++)
                {
                    var put = await SendAsync(client, HttpMethod.Put, way, position, round);
                    position = Told(put) ?? throw new InvalidOperationException("No position after a write.");

                    // A position grows old while its caller only reads: then the replica has it.
                    if (round % 20 == 0) await Task.Delay(1500, CancellationToken.None);
                    var cart = await SendAsync(client, HttpMethod.Get, way, position, null);
                    var shown = await QuantityAsync(cart);
                    Interlocked.Increment(ref reads);
                    if (shown != round) stale.Add($"{way}: wrote {round}, read {shown}");
                }
            });

        var byReplica = (long)(await Market.OnReplicaAsync(CartReads))! - before;
        output.WriteLine($"{reads} reads after a write, {stale.Count} stale, {byReplica} answered by the replica; "
            + $"{wanted} commits wanted their position, {asked} questions");
        Assert.Equal(Callers * Rounds, reads);
        Assert.Empty(stale);
        Assert.True(byReplica > 0, "The replica answered none.");
        Assert.True(asked < wanted, $"{asked} questions for {wanted} commits.");
    }

    [Fact]
    public async Task Who_is_nobody_reads_on_the_replica()
    {
        await DelayAsync("0");
        const string reads = """
            select coalesce(string_agg(split_part(query, E'\n', 1) || ' ' || calls, E'\n' order by query), '')
            from pg_stat_statements where query like '-- catalog.get-%' or query like '-- search.cards.%'
            """;
        async Task<(object? OnReplica, object? OnPrimary)> ReadsAsync() =>
            (await Market.OnReplicaAsync(reads), await Market.SqlAsync(reads));

        // On a busy machine the replica may seem far for a moment: then the primary rightly answers.
        for (var tries = 1; ; tries++)
        {
            Market.ForgetCopies();
            var before = await ReadsAsync();
            foreach (var page in Market.Pages) Assert.Equal(200, (int)(await Market.Http.GetAsync(page)).StatusCode);
            var after = await ReadsAsync();
            if (after.OnReplica is string read && read != (string?)before.OnReplica
                && Equals(after.OnPrimary, before.OnPrimary)) return;
            Assert.True(tries < 30, $"The primary answered: {before.OnPrimary}\n{after.OnPrimary}");
        }
    }

    // A process is told of a change by the log, which may come sooner than the change comes to a replica.
    [Fact]
    public async Task What_this_process_knows_to_have_changed_is_not_shown_as_the_replica_still_has_it()
    {
        await DelayAsync("3s");
        var offer = Market.Offers[^1];
        var product = (Guid)(await Market.SqlAsync($"""
            select v.product_id from catalog.variant v join catalog.offer o on o.variant_id = v.id
            where o.id = '{offer}'
            """))!;
        for (var price = 2_000; price < 2_005; price++)
        {
            await using (var tx = await Market.Database.WriteAsync())
            {
                await tx.ExecuteAsync(
                    "update catalog.offer set price_minor = @price where id = @offer", new { price, offer });
                tx.Append(new OfferPriced(product, offer, price, "USD"));
                await tx.CommitAsync();
            }

            var shown = await Market.Http.GetFromJsonAsync<JsonElement>($"/api/v1/products/{product}");
            Assert.Equal(price, shown.GetProperty("offer").GetProperty("price").GetProperty("amount").GetInt64());
        }
    }

    [Fact]
    public async Task Only_who_wrote_is_told_a_position()
    {
        var read = await Market.Http.GetAsync("/");
        Assert.False(read.Headers.Contains(CallerPosition.Header));
        Assert.False(read.Headers.Contains("Set-Cookie"));

        using var client = await ComeAsync(Way.Cookie);
        var wrote = await SendAsync(client, HttpMethod.Put, Way.Header, null, 1);
        var cookie = wrote.Headers.GetValues("Set-Cookie")
            .Single(one => one.StartsWith(CallerPosition.Cookie, StringComparison.Ordinal));
        var parts = cookie.Split("; ");
        Assert.NotNull(Position.Parse(parts[0].Split('=')[1]));
        Assert.Equal(
            ["httponly", "max-age=3600", "path=/", "samesite=lax"],
            parts[1..].Select(part => part.ToLowerInvariant()).Order());
    }

    [Fact]
    public async Task A_form_of_a_page_takes_its_position_along()
    {
        await DelayAsync("1s");
        using var browser = Market.NewBrowser(followsRedirects: false);
        var put = await browser.PostAsync("/cart/add", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["offer"] = $"{Market.Offers[0]}",
            ["quantity"] = "3",
        }));
        Assert.True((int)put.StatusCode is 302 or 303, $"{put.StatusCode}");
        Assert.NotNull(Told(put));
        Assert.Equal(3, await QuantityAsync(await browser.GetAsync("/api/v1/cart")));
    }

    [Theory]
    [InlineData("4294967295-FFFFFFFFFFFFFFFF")]
    [InlineData("1-0")]
    [InlineData("0-0")]
    [InlineData("1-16B3748; drop table x")]
    [InlineData("%00%0d%0aSet-Cookie:x=y")]
    public async Task A_made_up_position_harms_nobody(string position)
    {
        foreach (var page in Market.Pages)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, page);
            asked.Headers.TryAddWithoutValidation(CallerPosition.Header, position);
            asked.Headers.TryAddWithoutValidation("Cookie", $"{CallerPosition.Cookie}={position}");
            Assert.Equal(200, (int)(await Market.Http.SendAsync(asked)).StatusCode);
        }
    }

    async Task DelayAsync(string delay)
    {
        await Market.WholeAsync();
        await Market.AsSuperuserAsync(
            Market.Pair.Replica, $"alter system set recovery_min_apply_delay = '{delay}'");
        await Market.AsSuperuserAsync(Market.Pair.Replica, "select pg_reload_conf()");
        await Market.Pair.FollowedAsync();
    }

    async Task<HttpClient> ComeAsync(Way way)
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = way == Way.Cookie })
        {
            BaseAddress = Market.Address,
        };
        if (way == Way.BearerAlone)
            client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Bearer", await Market.RegisterAsync());
        else client.DefaultRequestHeaders.Add("Feria-Cart", Token.New());
        return client;
    }

    async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, Way way, string? position, int? quantity)
    {
        using var asked = new HttpRequestMessage(
            method, quantity is null ? "/api/v1/cart" : $"/api/v1/cart/items/{Market.Offers[0]}");
        if (quantity is not null) asked.Content = JsonContent.Create(new { quantity });
        if (way == Way.Header && position is not null) asked.Headers.Add(CallerPosition.Header, position);
        var answer = await client.SendAsync(asked);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }

    static string? Told(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(CallerPosition.Header, out var positions) ? positions.Single() : null;

    // The one line of the cart, as its units.
    static async Task<int> QuantityAsync(HttpResponseMessage cart) =>
        (await cart.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32();
}
