using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Wide.Tests;

public sealed class WideTests(WideInstallation wide) : IClassFixture<WideInstallation>
{
    [Fact]
    public async Task One_page_shows_two_processes_and_everything_under_them_well()
    {
        await wide.WellAsync();
        var parts = (await wide.HealthAsync()).GetProperty("parts").EnumerateArray().ToLookup(
            part => part.GetProperty("part").GetString());

        Assert.Equal(2, parts["process"].Count());
        Assert.Equal(2, parts["gateway"].Count());
        Assert.Equal(["primary", "replica"], parts["postgres"].Select(
            part => part.GetProperty("facts").GetProperty("role").GetString()));
        Assert.Equal("decoding", parts["feed"].Single().GetProperty("name").GetString());
        Assert.Equal("Redis", parts["store"].Single().GetProperty("name").GetString());
        Assert.Equal(["cash_on_delivery"], parts["payments"].Select(part => part.GetProperty("name").GetString()!)
            .Where(name => name.StartsWith("cash")));
        Assert.All(parts["gateway"], part => Assert.StartsWith("UP", part.GetProperty("facts").GetProperty("status")
            .GetString()));

        using var asked = new HttpRequestMessage(HttpMethod.Get, "/operations/health");
        asked.Headers.Authorization = new("Bearer", wide.Token);
        using var page = await wide.Http.SendAsync(asked);
        Assert.Contains("All is well.", await page.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Nobody_else_sees_it()
    {
        Assert.Equal(401, (int)(await wide.Http.GetAsync("/api/v1/admin/health")).StatusCode);
        using var html = new HttpRequestMessage(HttpMethod.Get, "/operations/health");
        Assert.Equal(401, (int)(await wide.Http.SendAsync(html)).StatusCode);
    }

    [Fact]
    public async Task A_visitor_cannot_have_their_failures_counted_elsewhere()
    {
        var answers = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sessions")
            {
                Content = JsonContent.Create(new { email = "somebody@example.com", password = "not the right one" }),
            };
            asked.Headers.Add("X-Forwarded-For", $"198.51.100.{i}");
            using var answer = await wide.Http.SendAsync(asked);
            answers.Add((int)answer.StatusCode);
        }

        Assert.Equal(429, answers[^1]);
    }

    [Fact]
    public async Task Under_load_one_process_is_drained_and_one_killed_and_only_what_was_in_flight_there_fails()
    {
        await wide.WellAsync();
        var offer = await wide.OfferAsync();
        var before = wide.ProcessIds();
        Assert.Equal(2, before.Count);
        var (drained, killed) = (before.Keys.Min(), before.Keys.Max());
        using var stop = new CancellationTokenSource();
        var load = new Load(wide.Http.BaseAddress!);
        var running = load.RunAsync(readers: 4, writers: 2, offer, stop.Token);

        await Outside.RunAsync("kill", "-TERM", $"{before[drained]}");
        await Launched.UntilAsync(
            () => Task.FromResult(wide.ProcessIds().TryGetValue(drained, out var now) && now != before[drained]),
            "the drained one was never begun again");
        await wide.WellAsync();

        var began = Stopwatch.GetTimestamp();
        using (var process = Process.GetProcessById(before[killed]))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        var ended = Stopwatch.GetTimestamp();
        await Launched.UntilAsync(
            () => Task.FromResult(wide.ProcessIds().TryGetValue(killed, out var now) && now != before[killed]),
            "the killed one was never begun again");
        await wide.WellAsync();
        await stop.CancelAsync();
        await running;

        var inFlight = load.Asked.Count(one => one.Began < ended && one.Ended > began);
        var failed = load.Asked.Where(one => one.Trouble is not null).ToList();
        TestContext.Current.SendDiagnosticMessage(
            "{0} requests, {1} in flight at the kill, {2} failed", load.Asked.Count, inFlight, failed.Count);
        Assert.True(load.Asked.Count > 500, $"Only {load.Asked.Count} requests were made.");
        Assert.DoesNotContain(failed, one => !(one.Began < ended && one.Ended > began));
    }

    /// <summary>Shoppers who read and who fill carts, one request after the other each.</summary>
    sealed class Load(Uri address)
    {
        public sealed record One(long Began, long Ended, bool IsRead, string? Trouble);

        static readonly string[] Paths = ["/api/v1/categories", "/", "/api/v1/trending", "/search?q=thing"];

        public ConcurrentQueue<One> Asked { get; } = new();

        public Task RunAsync(int readers, int writers, Guid offer, CancellationToken stop) => Task.WhenAll(
        [
            .. Enumerable.Range(0, readers).Select(i => AgainAsync(
                turn => new(HttpMethod.Get, Paths[(turn + i) % Paths.Length]), isRead: true, stop)),
            .. Enumerable.Range(0, writers).Select(i => AgainAsync(turn =>
            {
                var write = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/cart/items/{offer}")
                {
                    Content = JsonContent.Create(new { quantity = 1 + turn % 5 }),
                };
                write.Headers.Add("Idempotency-Key", $"{i} {turn} {Guid.NewGuid()}");
                write.Headers.Add(Access.GuestHeader, $"a-guest-of-the-load-test-{i}-{turn / 20}");
                return write;
            }, isRead: false, stop)),
        ]);

        async Task AgainAsync(Func<int, HttpRequestMessage> next, bool isRead, CancellationToken stop)
        {
            // A connection each, as a shopper has.
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = address };
            for (var turn = 0; !stop.IsCancellationRequested; turn++)
            {
                using var asked = next(turn);
                var began = Stopwatch.GetTimestamp();
                string? trouble = null;
                try
                {
                    using var answer = await http.SendAsync(asked);
                    await answer.Content.ReadAsByteArrayAsync();
                    if (!answer.IsSuccessStatusCode)
                        trouble = $"{asked.RequestUri} {(int)answer.StatusCode} "
                            + await answer.Content.ReadAsStringAsync();
                }
                catch (HttpRequestException cut)
                {
                    trouble = $"{asked.RequestUri} {cut.Message} {cut.InnerException?.Message}";
                }

                Asked.Enqueue(new(began, Stopwatch.GetTimestamp(), isRead, trouble));
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }
}

/// <summary>Apart from the others, because it ends what they use.</summary>
public sealed class WideStopTests
{
    [Fact]
    public async Task Ended_in_order_it_leaves_nothing_running_and_says_where_its_health_is()
    {
        await using var wide = new WideInstallation();
        await wide.InitializeAsync();
        Assert.Contains("/operations/health", wide.Said);
        Assert.Contains("https://localhost:", wide.Said);

        Assert.Equal(0, await wide.StopAsync());

        Assert.Empty(wide.ProcessIds());
        await Assert.ThrowsAsync<HttpRequestException>(() => wide.Http.GetAsync("/healthz"));
    }
}
