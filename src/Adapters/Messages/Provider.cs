using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Feria.Kernel;

namespace Feria.Adapters.Messages;

/// <summary>
/// Asks somebody who carries messages: for a bounded time, and for so many words. One who fails again and again is
/// spared for a while, and so are those who would wait for them. What it throws repeats no address.
/// </summary>
sealed class Provider(
    string name, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, TimeProvider clock)
{
    const int MostBytes = 16 << 10;

    static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    readonly Breaker breaker = new(clock, rest: Rest);

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A client for addresses an operator named.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        AllowAutoRedirect = false,
        UseCookies = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Through(HttpClient client) =>
        (message, stop) => client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop);

    public async Task<Answered> AskAsync(HttpRequestMessage message, CancellationToken stop)
    {
        if (!breaker.MayCall()) throw new TryLater($"{name} does not answer.", Rest);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            using var answer = await send(message, patience.Token);
            await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
            var read = await Bounded.ReadAsync(body, MostBytes, patience.Token) ?? [];
            breaker.Worked();
            return new(
                name, (int)answer.StatusCode, Encoding.UTF8.GetString(read), AskedFor(answer.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            breaker.Left();
            throw;
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException)
        {
            breaker.Failed();
            throw new IOException($"{name} did not answer.");
        }
        catch
        {
            breaker.Left();
            throw;
        }
    }

    TimeSpan? AskedFor(RetryConditionHeaderValue? asked) =>
        asked?.Delta ?? (asked?.Date is { } date ? date - clock.GetUtcNow() : null);
}

/// <summary>What a provider answered.</summary>
sealed record Answered(string Name, int Status, string Body, TimeSpan? RetryAfter)
{
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The body as JSON; nothing where it is none.</summary>
    public JsonElement Json()
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(Body);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Why it is to be tried again.</summary>
    public Exception Fault() => RetryAfter is { } wait && wait > TimeSpan.Zero
        ? new TryLater($"{Name} answered {Status}.", wait)
        : new IOException($"{Name} answered {Status}.");
}

static class JsonReading
{
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : null;
}
