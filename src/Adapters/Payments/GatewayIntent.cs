using System.Globalization;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Adapters.Payments;

/// <summary>The gateway's JSON, read into ours. What it sends is checked as any other input.</summary>
static class GatewayIntent
{
    public static GatewayPayment Read(JsonElement intent)
    {
        try
        {
            var status = Word(intent, "status");
            return new GatewayPayment(
                Word(intent, "id"),
                Guid.TryParse(Word(intent, "reference"), out var reference) ? reference : Guid.Empty,
                status switch
                {
                    "requires_payment" or "requires_action" => GatewayStatus.Open,
                    "processing" or "awaiting_transfer" => GatewayStatus.Pending,
                    "succeeded" => GatewayStatus.Captured,
                    "canceled" => GatewayStatus.Canceled,
                    _ => throw new JsonException($"Unknown status {status}."),
                },
                intent.GetProperty("version").GetInt32(),
                new Money(intent.GetProperty("amount").GetInt64(), Word(intent, "currency")),
                Optional(intent, "nextUrl"),
                intent.TryGetProperty("failure", out var failure) ? Word(failure, "code") : null);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("The gateway's payment is not of the expected shape.", fault);
        }
    }

    public static GatewayTold ReadTold(byte[] body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
        var told = document.RootElement;
        if (told.ValueKind != JsonValueKind.Object || !told.TryGetProperty("intent", out var intent))
            throw new JsonException("An event tells of an intent.");

        var isRefund = told.TryGetProperty("refund", out var refund) && refund.ValueKind == JsonValueKind.Object;
        return new GatewayTold(
            Optional(told, "id") ?? throw new JsonException("An event has an id."),
            Optional(told, "type") ?? throw new JsonException("An event has a type."),
            Read(intent),
            isRefund && Guid.TryParse(Optional(refund, "reference"), out var id) ? id : null,
            (Optional(told, "type") ?? "").StartsWith("dispute.", StringComparison.Ordinal)
                && intent.TryGetProperty("dispute", out var dispute) ? ReadDispute(dispute) : null);
    }

    static GatewayDispute ReadDispute(JsonElement dispute) => new(
        Word(dispute, "status") switch
        {
            "needs_response" => GatewayDisputeStatus.NeedsResponse,
            "under_review" => GatewayDisputeStatus.UnderReview,
            "won" => GatewayDisputeStatus.Won,
            "lost" => GatewayDisputeStatus.Lost,
            var other => throw new JsonException($"Unknown status {other} of a dispute."),
        },
        Word(dispute, "reason"),
        DateTime.TryParse(
            Optional(dispute, "dueBy"), CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var dueBy) ? dueBy : null);

    static string Word(JsonElement json, string name) =>
        Optional(json, name) ?? throw new JsonException($"{name} is missing.");

    static string? Optional(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: <= 2_000 } text && Text.IsStorable(text)
            ? text
            : null;
}
