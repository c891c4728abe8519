using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Feria.Testing;

/// <summary>
/// Shoppers who read and who fill carts. They come at their own pace, however long the answers take.
/// </summary>
public sealed class OpenLoad(Uri address, Guid offer) : IDisposable
{
    static readonly string[] Paths = ["/api/v1/categories", "/", "/api/v1/trending", "/search?q=thing"];

    // The gateway lets one address hold two hundred.
    readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 150 }) { BaseAddress = address };

    /// <param name="Trouble">What was wrong with its answer; null where nothing was.</param>
    public sealed record One(long Began, long Ended, bool IsRead, string? Trouble)
    {
        public bool IsDuring(long began, long ended) => Began < ended && Ended > began;
    }

    public ConcurrentQueue<One> Asked { get; } = new();

    public IReadOnlyList<One> Failed() => [.. Asked.Where(one => one.Trouble is not null)];

    /// <summary>Asks until stopped, every third time to write, and waits for the last answers.</summary>
    public async Task RunAsync(double perSecond, CancellationToken stop)
    {
        var underWay = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var due = TimeSpan.FromSeconds(turn / perSecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero) await Task.Delay(due, CancellationToken.None);
            underWay.Add(AskAsync(turn));
        }

        await Task.WhenAll(underWay);
    }

    async Task AskAsync(int turn)
    {
        using var asked = turn % 3 == 2 ? Write(turn) : new(HttpMethod.Get, Paths[turn % Paths.Length]);
        var began = Stopwatch.GetTimestamp();
        string? trouble = null;
        try
        {
            using var answer = await http.SendAsync(asked);
            var said = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode) trouble = $"{asked.RequestUri} {(int)answer.StatusCode} {said}";
        }
        catch (Exception cut) when (cut is HttpRequestException or TaskCanceledException or SocketException)
        {
            trouble = $"{asked.RequestUri} {cut.Message} {cut.InnerException?.Message}";
        }

        Asked.Enqueue(new(began, Stopwatch.GetTimestamp(), asked.Method == HttpMethod.Get, trouble));
    }

    HttpRequestMessage Write(int turn)
    {
        var write = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/cart/items/{offer}")
        {
            Content = JsonContent.Create(new { quantity = 1 + turn % 5 }),
        };
        write.Headers.Add("Idempotency-Key", $"{turn} {Guid.NewGuid()}");
        write.Headers.Add(Access.GuestHeader, $"a-guest-of-the-load-{turn / 60}");
        return write;
    }

    public void Dispose() => http.Dispose();
}
