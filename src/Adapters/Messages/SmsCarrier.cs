using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.Configuration;

namespace Feria.Adapters.Messages;

/// <summary>Who carries SMS, under <c>Feria:Sms</c>: Twilio, or another who takes what Twilio takes.</summary>
/// <param name="From">A number, a name, or a messaging service (<c>MG…</c>).</param>
public sealed record SmsSettings(Uri Url, string Account, string Token, string From)
{
    const string Twilio = "https://api.twilio.com";

    /// <summary>Null where none is configured.</summary>
    public static SmsSettings? Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Feria:Sms");
        if (section["Account"] is not { Length: > 0 } account) return null;
        return Uri.TryCreate((section["Url"] ?? Twilio).TrimEnd('/') + "/", UriKind.Absolute, out var url)
            && section["Token"] is { Length: > 0 } token && section["From"] is { Length: > 0 } from
            ? new(url, account, token, from)
            : throw new InvalidOperationException("Feria:Sms needs an Account, a Token and a From.");
    }
}

/// <summary>Sends SMS over HTTP: a form, with the account and its token as user and password.</summary>
sealed class SmsCarrier : IMessageCarrier, IDisposable
{
    // No such number, none that takes messages, or its owner answered STOP.
    static readonly int[] GoneCodes = [21211, 21214, 21217, 21610, 21614];

    readonly SmsSettings settings;
    readonly HttpClient client = Provider.NewClient();
    readonly Provider provider;

    public SmsCarrier(SmsSettings settings, TimeProvider clock)
    {
        this.settings = settings;
        provider = new("The SMS provider", Provider.Through(client), clock);
    }

    public string Kind => ReceiverKind.Phone;

    // E.164.
    public bool Takes(string address) => address is ['+', >= '1' and <= '9', .. { Length: >= 6 and <= 13 } rest]
        && rest.All(char.IsAsciiDigit);

    public async Task<bool> CarryAsync(ShortMessage message, CancellationToken stop)
    {
        var path = $"2010-04-01/Accounts/{Uri.EscapeDataString(settings.Account)}/Messages.json";
        using var asked = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Url, path))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["To"] = message.To,
                [settings.From.StartsWith("MG", StringComparison.Ordinal) ? "MessagingServiceSid" : "From"] =
                    settings.From,
                ["Body"] = message.Text,
            }),
        };
        asked.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Account}:{settings.Token}")));
        asked.Headers.Add("Idempotency-Key", $"{message.Id}");
        var answer = await provider.AskAsync(asked, stop);
        if (answer.Succeeded) return true;
        if (answer.Json().Member("code") is { ValueKind: JsonValueKind.Number } code
            && code.TryGetInt32(out var number) && GoneCodes.Contains(number)) return false;
        throw answer.Fault();
    }

    public void Dispose() => client.Dispose();
}
