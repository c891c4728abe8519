using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Feria.Kernel;

namespace Feria.Adapters.Messages;

/// <summary>
/// Access tokens of a Google service account: a statement signed with its key is changed for one, which is used until
/// shortly before it ends.
/// </summary>
sealed class GoogleTokens : IDisposable
{
    const string Scope = "https://www.googleapis.com/auth/firebase.messaging";
    const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    static readonly TimeSpan Life = TimeSpan.FromHours(1);
    static readonly TimeSpan Early = TimeSpan.FromMinutes(2);

    readonly KeyFile file;
    readonly RSA key = RSA.Create();
    readonly Provider provider;
    readonly TimeProvider clock;
    readonly SemaphoreSlim turn = new(1);
    Token? current;

    public GoogleTokens(
        string path, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, TimeProvider clock)
    {
        this.clock = clock;
        try
        {
            file = JsonSerializer.Deserialize<KeyFile>(File.ReadAllBytes(path), Snake)!;
            key.ImportFromPem(file.PrivateKey);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or CryptographicException)
        {
            throw new InvalidOperationException("Feria:Fcm:Account is no key file of a service account.");
        }

        provider = new("Google's token service", send, clock);
    }

    public string Project => file.ProjectId;

    public async Task<string> TakeAsync(CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            var now = clock.GetUtcNow();
            if (current is { } kept && now < kept.Until) return kept.Text;
            using var asked = new HttpRequestMessage(HttpMethod.Post, file.TokenUri)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = Grant, ["assertion"] = Statement(now),
                }),
            };
            var answer = await provider.AskAsync(asked, stop);
            if (!answer.Succeeded || answer.Json().Member("access_token")?.GetString() is not { Length: > 0 } token)
                throw answer.Fault();
            var seconds = answer.Json().Member("expires_in") is { } life && life.TryGetInt32(out var many) ? many : 600;
            current = new(token, now + TimeSpan.FromSeconds(seconds) - Early);
            return token;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Was not believed: the next to ask gets another.</summary>
    public void Forget(string token)
    {
        if (current?.Text == token) current = null;
    }

    string Statement(DateTimeOffset now)
    {
        var signed = $"{Part(new { alg = "RS256", typ = "JWT", kid = file.PrivateKeyId })}." + Part(new
        {
            iss = file.ClientEmail, scope = Scope, aud = file.TokenUri, iat = now.ToUnixTimeSeconds(),
            exp = (now + Life).ToUnixTimeSeconds(),
        });
        return $"{signed}." + Base64Url.EncodeToString(
            key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    static string Part(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    public void Dispose()
    {
        key.Dispose();
        turn.Dispose();
    }

    sealed record Token(string Text, DateTimeOffset Until);

    sealed record KeyFile(
        string ProjectId, string PrivateKeyId, string PrivateKey, string ClientEmail, string TokenUri);

    static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };
}
