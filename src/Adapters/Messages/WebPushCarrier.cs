using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Feria.Contracts;
using Feria.Kernel;

namespace Feria.Adapters.Messages;

/// <summary>
/// Sends to browsers by their push services (RFC 8030), signed (RFC 8292) and encrypted (RFC 8291). Where a browser
/// says it is reached is hostile: only services that are known are asked, and over the public internet alone.
/// </summary>
sealed class WebPushCarrier : IMessageCarrier, IDisposable
{
    const int LongestEndpoint = 1000;

    // Who was away so long is told by what they find.
    static readonly TimeSpan Life = TimeSpan.FromDays(3);

    // At most a day, says RFC 8292.
    static readonly TimeSpan Signed = TimeSpan.FromHours(12);

    readonly PushSettings settings;
    readonly IPushKeys keys;
    readonly TimeProvider clock;
    readonly HttpClient client = Provider.NewClient();
    readonly Func<string, Provider> providerOf;

    public WebPushCarrier(PushSettings settings, IPushKeys keys, Outward outward, TimeProvider clock)
    {
        (this.settings, this.keys, this.clock) = (settings, keys, clock);
        Provider own = new("The push service", Provider.Through(client), clock);
        Provider others = new("The push service", outward.SendAsync, clock);
        var known = new ConcurrentDictionary<string, Provider>();
        // One that hangs holds up no other; where anybody may be one, all of those are one.
        providerOf = host => host == "" ? own
            : settings.Hosts.Contains("*") ? others
            : known.GetOrAdd(settings.Hosts.First(named => PushSettings.Fits(named, host)),
                _ => new("The push service", outward.SendAsync, clock));
    }

    public string Kind => ReceiverKind.Web;

    /// <summary>A browser's subscription, as it is kept.</summary>
    /// <param name="P256dh">Its public key, base64url.</param>
    /// <param name="Auth">Its secret, base64url.</param>
    sealed record Subscription(string Endpoint, string P256dh, string Auth);

    public bool Takes(string address) => Read(address) is not null;

    public async Task<bool> CarryAsync(ShortMessage message, CancellationToken stop)
    {
        // Its service may no longer be one that is known.
        if (Read(message.To) is not var (endpoint, point, secret)) return false;
        var key = await keys.OwnAsync(stop);
        using var asked = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(WebPushContent.Encrypt(Said(message), point, secret)),
        };
        asked.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        asked.Content.Headers.ContentEncoding.Add("aes128gcm");
        asked.Headers.TryAddWithoutValidation("Authorization", $"vapid t={Statement(endpoint, key)}, k={key.Public}");
        asked.Headers.Add("TTL", $"{(int)Life.TotalSeconds}");
        asked.Headers.Add("Urgency", "normal");
        // Told twice, the second replaces the first while the browser is away.
        asked.Headers.Add("Topic", message.Id.ToString("N"));
        Answered answer;
        try
        {
            answer = await providerOf(settings.IsOwn(endpoint) is true ? "" : endpoint.IdnHost).AskAsync(asked, stop);
        }
        catch (OutwardRefused)
        {
            throw new IOException("The push service leads inside.");
        }

        if (answer.Succeeded) return true;
        return answer.Status is 404 or 410 ? false : throw answer.Fault();
    }

    static byte[] Said(ShortMessage message) => JsonSerializer.SerializeToUtf8Bytes(
        new { id = message.Id, lang = message.Locale, text = message.Text, url = message.Url }, Json.Options);

    (Uri Endpoint, byte[] Point, byte[] Secret)? Read(string address)
    {
        try
        {
            var said = JsonSerializer.Deserialize<Subscription>(address, Json.Options)!;
            if (said.Endpoint.Length > LongestEndpoint
                || !Uri.TryCreate(said.Endpoint, UriKind.Absolute, out var endpoint) || endpoint.UserInfo != ""
                || settings.IsOwn(endpoint) is null)
                return null;
            var (point, secret) = (Base64Url.DecodeFromChars(said.P256dh), Base64Url.DecodeFromChars(said.Auth));
            return secret.Length == WebPushContent.SecretBytes && WebPushContent.IsPoint(point)
                ? (endpoint, point, secret)
                : null;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException)
        {
            return null;
        }
    }

    string Statement(Uri endpoint, PushKey key)
    {
        var signed = $"{Part(new { typ = "JWT", alg = "ES256" })}." + Part(new
        {
            aud = endpoint.GetLeftPart(UriPartial.Authority),
            exp = (clock.GetUtcNow() + Signed).ToUnixTimeSeconds(),
            sub = settings.Contact,
        });
        var point = Base64Url.DecodeFromChars(key.Public);
        using var signer = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = key.Private,
            Q = new ECPoint { X = point[1..33], Y = point[33..] },
        });
        return $"{signed}." + Base64Url.EncodeToString(
            signer.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }

    static string Part(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    public void Dispose() => client.Dispose();
}
