using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Adapters.Payments;

/// <summary>
/// Cards and bank transfers over the gateway's HTTP API. A call is made again only under the key it was first made
/// with, so that it takes effect once; what stays without a clear answer is unclear, never said to have failed.
/// </summary>
public sealed class HttpGateway : IPaymentGateway, IDisposable
{
    const int Tries = 2;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    readonly GatewaySettings settings;
    readonly HttpClient client;

    public HttpGateway(GatewaySettings settings)
    {
        this.settings = settings;
        client = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(3),
            AllowAutoRedirect = false,
            UseCookies = false,
        })
        {
            BaseAddress = settings.Url,
            Timeout = Patience,
            MaxResponseContentBufferSize = 1 << 20,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
    }

    public IReadOnlyCollection<string> Methods => [PaymentMethod.Card, PaymentMethod.Transfer];

    public async Task<GatewayPayment> AskAsync(GatewayOrder order, CancellationToken stop)
    {
        var body = new
        {
            amount = order.Amount.Amount,
            currency = order.Amount.Currency,
            method = order.Method == PaymentMethod.Card ? "card" : "bank_transfer",
            reference = order.Reference.ToString(),
            description = order.Number,
            returnUrl = order.ReturnTo,
        };
        var answer = await PostAsync("v1/payment_intents", body, $"ask-{order.Reference}", stop);
        // Announced before with another way back: the first announcement stands.
        if (answer.Code == "idempotency_key_reused" && await LookAsync(order, stop) is { } earlier) return earlier;
        return GatewayIntent.Read(answer.Expect());
    }

    public async Task<GatewayPayment?> LookAsync(GatewayOrder order, CancellationToken stop)
    {
        var path = $"v1/payment_intents?reference={order.Reference}";
        var answer = await SendAsync(HttpMethod.Get, path, null, null, stop);
        var found = answer.Expect().GetProperty("items").EnumerateArray().Select(GatewayIntent.Read).ToList();
        return found.Find(payment => payment.Status == GatewayStatus.Captured) ?? found.FirstOrDefault();
    }

    public async Task<GatewayPayment> ChargeAsync(string id, string token, string key, CancellationToken stop)
    {
        var answer = await PostAsync($"{Intent(id)}/confirm", new { token }, key, stop);
        // Declined, or charged before under another key: the payment itself tells.
        return answer.Status is HttpStatusCode.PaymentRequired or HttpStatusCode.Conflict
            ? await OneAsync(id, stop)
            : GatewayIntent.Read(answer.Expect());
    }

    public async Task<GatewayPayment> CancelAsync(string id, GatewayOrder order, CancellationToken stop)
    {
        var answer = await PostAsync($"{Intent(id)}/cancel", new { }, $"cancel-{order.Reference}", stop);
        return answer.Status == HttpStatusCode.Conflict
            ? await OneAsync(id, stop)
            : GatewayIntent.Read(answer.Expect());
    }

    public async Task RefundAsync(string id, Money amount, Guid refund, CancellationToken stop)
    {
        var body = new { intent = id, amount = amount.Amount, reference = refund.ToString() };
        (await PostAsync("v1/refunds", body, $"refund-{refund}", stop)).Expect();
    }

    public async Task AnswerDisputeAsync(string id, string evidence, Guid key, CancellationToken stop)
    {
        var path = $"{Intent(id)}/dispute_evidence";
        var answer = await PostAsync(path, new { text = evidence }, $"evidence-{key}", stop);
        // Decided meanwhile: there is nobody left to convince.
        if (answer.Status != HttpStatusCode.Conflict) answer.Expect();
    }

    public GatewayTold? Hear(string signature, byte[] body, DateTimeOffset now) =>
        GatewaySignature.IsRight(signature, body, settings.WebhookSecrets, now) ? GatewayIntent.ReadTold(body) : null;

    async Task<GatewayPayment> OneAsync(string id, CancellationToken stop) => GatewayIntent.Read(
        (await SendAsync(HttpMethod.Get, Intent(id), null, null, stop)).Expect());

    static string Intent(string id) => $"v1/payment_intents/{Uri.EscapeDataString(id)}";

    Task<Answer> PostAsync(string path, object body, string key, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, path, body, key, stop);

    async Task<Answer> SendAsync(HttpMethod method, string path, object? body, string? key, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var message = new HttpRequestMessage(method, path);
                if (body is not null) message.Content = JsonContent.Create(body);
                if (key is not null) message.Headers.Add("Idempotency-Key", key);
                using var answer = await client.SendAsync(message, stop);
                var isBusy = answer.StatusCode == HttpStatusCode.Conflict && answer.Headers.RetryAfter is not null;
                if (answer.StatusCode < HttpStatusCode.InternalServerError && !isBusy)
                    return new Answer(answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(stop));
                if (attempt == Tries)
                    throw new GatewayUnclearException($"The gateway answered {(int)answer.StatusCode}.");
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException
                || (fault is OperationCanceledException && !stop.IsCancellationRequested))
            {
                if (attempt == Tries) throw new GatewayUnclearException("The gateway gave no clear answer.", fault);
            }

            await Task.Delay(Random.Shared.Next(100, 400), stop);
        }
    }

    public void Dispose() => client.Dispose();

    sealed record Answer(HttpStatusCode Status, JsonElement Body)
    {
        public string? Code =>
            (int)Status >= 400 && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

        public JsonElement Expect() =>
            (int)Status < 400 ? Body : throw new GatewayRefusedException(Code ?? Status.ToString());
    }
}
