using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// Speaks HTTP and JSON with the server, in what Elasticsearch 7 and 8 and OpenSearch have in common. Whatever is no
/// good answer in time is <see cref="EngineAway"/>.
/// </summary>
public sealed class ElasticClient : IDisposable
{
    const int LargestAnswer = 32 << 20;
    static readonly TimeSpan Connects = TimeSpan.FromSeconds(1);
    static readonly MediaTypeHeaderValue JsonType = new("application/json");
    static readonly MediaTypeHeaderValue LinesType = new("application/x-ndjson");

    readonly HttpClient http;

    public ElasticClient(ElasticSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = Connects,
            // So that a name that means another machine by now is looked up again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        if (settings.AuthorityFile is { } authority)
        {
            // Only these may vouch: with a house's own authority the world's are of no concern.
            var policy = handler.SslOptions.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(authority);
        }

        http = new(handler)
        {
            BaseAddress = settings.Address,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        if (settings.Credentials is { } credentials)
            http.DefaultRequestHeaders.Authorization = new("Basic", credentials);
    }

    /// <summary>An answer with its status; only those that are no answer at all throw.</summary>
    public readonly record struct Answer(HttpStatusCode Status, JsonElement Body)
    {
        public bool IsGood => (int)Status is >= 200 and < 300;

        /// <summary>What it says is wrong, cut short.</summary>
        public string Trouble =>
            Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("error", out var error)
                ? $"{(int)Status} {Short(error.GetRawText())}"
                : $"{(int)Status}";

        static string Short(string text) => text.Length <= 300 ? text : text[..300];
    }

    /// <summary>A good answer's body.</summary>
    public async Task<JsonElement> AskAsync(
        HttpMethod method, string path, JsonNode? body, TimeSpan limit, CancellationToken stop)
    {
        var answer = await SendAsync(method, path, body, limit, stop);
        return answer.IsGood ? answer.Body : throw new EngineAway($"Elasticsearch answers {answer.Trouble}");
    }

    public Task<Answer> SendAsync(
        HttpMethod method, string path, JsonNode? body, TimeSpan limit, CancellationToken stop) =>
        SendContentAsync(method, path, body is null ? null : new(
            JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = JsonType } }, limit, stop);

    /// <summary>Lines of JSON, for what takes many at once.</summary>
    public Task<Answer> SendLinesAsync(string path, byte[] lines, TimeSpan limit, CancellationToken stop) =>
        SendContentAsync(HttpMethod.Post, path, new(lines) { Headers = { ContentType = LinesType } }, limit, stop);

    /// <summary>Reads an answer; where it is another than Elasticsearch gives, it is none.</summary>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception odd) when (odd is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EngineAway("What answers is no Elasticsearch", odd);
        }
    }

    public void Dispose() => http.Dispose();

    async Task<Answer> SendContentAsync(
        HttpMethod method, string path, ByteArrayContent? content, TimeSpan limit, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(limit);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return new(response.StatusCode, bytes.Length == 0 ? default : JsonElement.Parse(bytes));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new EngineAway($"Elasticsearch has not answered within {limit.TotalMilliseconds:0} ms");
        }
        catch (HttpRequestException trouble)
        {
            throw new EngineAway($"Elasticsearch does not answer: {trouble.GetBaseException().Message}", trouble);
        }
        catch (JsonException garbage)
        {
            throw new EngineAway("What answers is no Elasticsearch: its answer is not JSON", garbage);
        }
    }
}
