using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;

namespace Feria.Nodes.Tests;

/// <summary>
/// People who look at pages, signed in and not, and who fill carts, until told to stop; and what they were answered.
/// </summary>
public sealed class Traffic : IAsyncDisposable
{
    readonly CancellationTokenSource ending = new();
    readonly ConcurrentQueue<Answer> answers = new();
    readonly List<HttpClient> clients = [];
    readonly List<Task> people = [];
    readonly PairedMarket market;

    Traffic(PairedMarket market) => this.market = market;

    public sealed record Answer(string What, int Status, TimeSpan Took, bool HasRetryAfter, DateTime At, string Words)
    {
        public bool IsRead => !What.StartsWith("PUT", StringComparison.Ordinal);
    }

    public IReadOnlyList<Answer> Answers => [.. answers];

    /// <summary>Units put in each cart, as last answered with 200; and those whose answer was lost.</summary>
    public ConcurrentDictionary<HttpClient, (int Kept, HashSet<int> Unknown)> Carts { get; } = [];

    public static async Task<Traffic> StartAsync(PairedMarket market, int writers = 2)
    {
        var traffic = new Traffic(market);
        var token = await market.RegisterAsync();
        await market.Pair.FollowedAsync();
        foreach (var page in market.Pages) traffic.Begin(client => traffic.LookAsync(client, page));
        foreach (var page in new[] { "/cart", "/account", "/orders" })
        {
            traffic.Begin(client =>
            {
                client.DefaultRequestHeaders.Add("Cookie", $"feria={token}");
                return traffic.LookAsync(client, page);
            });
        }

        for (var i = 0; i < writers; i++) traffic.Begin(traffic.FillAsync);
        return traffic;
    }

    /// <summary>Waits for so many more answers to reads.</summary>
    public async Task GoOnAsync(int reads)
    {
        var enough = answers.Count(one => one.IsRead) + reads;
        for (var until = DateTimeOffset.UtcNow.AddSeconds(60); DateTimeOffset.UtcNow < until; await Task.Delay(50))
            if (answers.Count(one => one.IsRead) >= enough)
                return;
        Assert.Fail("Nobody answers any more.");
    }

    /// <summary>Waits for the next write that went well, or badly.</summary>
    public async Task<Answer> NextWriteAsync(Func<Answer, bool> which)
    {
        var seen = answers.Count;
        for (var until = DateTimeOffset.UtcNow.AddSeconds(60); DateTimeOffset.UtcNow < until; await Task.Delay(20))
            if (answers.Skip(seen).FirstOrDefault(one => !one.IsRead && which(one)) is { } found)
                return found;
        throw new TimeoutException("No such write: " + string.Join("; ", answers.Skip(seen).Where(one => !one.IsRead)));
    }

    public async Task StopAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(people);
    }

    void Begin(Func<HttpClient, Task> doing)
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = market.Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
        clients.Add(client);
        people.Add(Task.Run(() => doing(client)));
    }

    async Task LookAsync(HttpClient client, string page)
    {
        while (!ending.IsCancellationRequested)
        {
            await AskAsync(client, new(HttpMethod.Get, page));
            await Task.Delay(20);
        }
    }

    async Task FillAsync(HttpClient client)
    {
        client.DefaultRequestHeaders.Add("Feria-Cart", Token.New());
        for (var units = 1; !ending.IsCancellationRequested; units = units % 900 + 1)
        {
            var before = Carts.GetOrAdd(client, _ => (0, []));
            var put = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/cart/items/{market.Offers[1]}")
            {
                Content = JsonContent.Create(new { quantity = units }),
            };
            var answer = await AskAsync(client, put);
            Carts[client] = answer.Status == 200 ? (units, []) : (before.Kept, [.. before.Unknown, units]);
            await Task.Delay(20);
        }
    }

    async Task<Answer> AskAsync(HttpClient client, HttpRequestMessage asked)
    {
        var began = Stopwatch.GetTimestamp();
        var what = $"{asked.Method} {asked.RequestUri}";
        Answer answer;
        try
        {
            using var got = await client.SendAsync(asked);
            var words = got.IsSuccessStatusCode ? "" : await got.Content.ReadAsStringAsync();
            answer = new(
                what, (int)got.StatusCode, Stopwatch.GetElapsedTime(began), got.Headers.RetryAfter is not null,
                DateTime.UtcNow, words);
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
        {
            answer = new(what, 0, Stopwatch.GetElapsedTime(began), false, DateTime.UtcNow, broken.Message);
        }

        answers.Enqueue(answer);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var client in clients) client.Dispose();
    }
}
