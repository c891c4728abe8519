using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.Configuration;

namespace Feria.Adapters.Messages;

/// <summary>How Firebase Cloud Messaging is reached, under <c>Feria:Fcm</c>.</summary>
/// <param name="Account">Path of the service account's key file, as Google gives it.</param>
public sealed record FcmSettings(Uri Url, string Account)
{
    const string Google = "https://fcm.googleapis.com";

    /// <summary>Null where none is configured.</summary>
    public static FcmSettings? Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Feria:Fcm");
        if (section["Account"] is not { Length: > 0 } account) return null;
        return Uri.TryCreate((section["Url"] ?? Google).TrimEnd('/') + "/", UriKind.Absolute, out var url)
            && File.Exists(account)
            ? new(url, account)
            : throw new InvalidOperationException("Feria:Fcm:Account names the service account's key file.");
    }
}

/// <summary>Sends to applications over FCM's HTTP API, version 1.</summary>
sealed class FcmCarrier : IMessageCarrier, IDisposable
{
    const int LongestToken = 4096;

    readonly FcmSettings settings;
    readonly HttpClient client = Provider.NewClient();
    readonly Provider provider;
    readonly GoogleTokens tokens;

    public FcmCarrier(FcmSettings settings, TimeProvider clock)
    {
        this.settings = settings;
        tokens = new(settings.Account, Provider.Through(client), clock);
        provider = new("FCM", Provider.Through(client), clock);
    }

    public string Kind => ReceiverKind.App;

    public bool Takes(string address) => address.Length is >= 20 and <= LongestToken
        && address.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ':' or '-' or '_' or '.');

    public async Task<bool> CarryAsync(ShortMessage message, CancellationToken stop)
    {
        var token = await tokens.TakeAsync(stop);
        using var asked = new HttpRequestMessage(
            HttpMethod.Post, new Uri(settings.Url, $"v1/projects/{Uri.EscapeDataString(tokens.Project)}/messages:send"))
        {
            Content = JsonContent.Create(Said(message)),
        };
        asked.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await provider.AskAsync(asked, stop);
        if (answer.Succeeded) return true;
        if (answer.Status == 401) tokens.Forget(token);
        if (IsGone(answer)) return false;
        throw answer.Fault();
    }

    // Told twice, the second replaces the first on the device.
    static object Said(ShortMessage message) => new
    {
        message = new
        {
            token = message.To,
            notification = new { title = "Feria", body = message.Text },
            data = new Dictionary<string, string> { ["id"] = $"{message.Id}", ["url"] = message.Url ?? "" },
            android = new { notification = new { tag = $"{message.Id}" } },
            apns = new { headers = new Dictionary<string, string> { ["apns-collapse-id"] = $"{message.Id}" } },
        },
    };

    // Anything else that is refused may be our configuration, and is tried again once that is right.
    internal static bool IsGone(Answered answer)
    {
        if (answer.Status is not (400 or 403 or 404)
            || answer.Json().Member("error")?.Member("details") is not { ValueKind: JsonValueKind.Array } details)
            return false;
        return details.EnumerateArray().Any(detail =>
            TextOf(detail.Member("errorCode")) is "UNREGISTERED" or "SENDER_ID_MISMATCH"
            || (detail.Member("fieldViolations") is { ValueKind: JsonValueKind.Array } fields
                && fields.EnumerateArray().Any(field => TextOf(field.Member("field")) is "message.token")));
    }

    static string? TextOf(JsonElement? member) =>
        member is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public void Dispose()
    {
        client.Dispose();
        tokens.Dispose();
    }
}
