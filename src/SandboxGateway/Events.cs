using System.Text.Json;

namespace Feria.SandboxGateway;

/// <summary>
/// One event on its way to the shop. Its id is the event's on every try and every copy, its own id tells copies
/// apart.
/// </summary>
public sealed record Delivery(
    string Id, string EventId, string Kind, string IntentId, string Body, DateTimeOffset DueAt,
    string State, int Attempts = 0)
{
    public const string Waiting = "waiting";
    public const string Delivered = "delivered";
    public const string GivenUp = "given_up";
    public const string Withheld = "withheld";

    public bool IsWaiting => State == Waiting;
}

/// <summary>The body of a webhook.</summary>
public sealed record Event(string Id, string Type, DateTimeOffset CreatedAt, IntentView Intent, Refund? Refund);

public static class Events
{
    public const string Created = "payment_intent.created";
    public const string RequiresAction = "payment_intent.requires_action";
    public const string Processing = "payment_intent.processing";
    public const string Succeeded = "payment_intent.succeeded";
    public const string Failed = "payment_intent.payment_failed";
    public const string Canceled = "payment_intent.canceled";
    public const string Disputed = "dispute.created";
    public const string DisputeUpdated = "dispute.updated";
    public const string DisputeClosed = "dispute.closed";
    public const string Refunded = "refund.succeeded";

    /// <summary>
    /// Announces a change in the manner of the test card used: once, twice, late, out of order or never.
    /// </summary>
    public static void Tell(this Draft draft, Settings settings, string kind, Intent intent, Refund? refund = null)
    {
        var told = new Event(NewId.For("evt"), kind, draft.Now, IntentView.Of(intent, settings), refund);
        var body = JsonSerializer.Serialize(told, Api.Json);

        void Send(TimeSpan after, string state = Delivery.Waiting) => draft.Put(
            new Delivery(NewId.For("dlv"), told.Id, kind, intent.Id, body, draft.Now + after, state));

        switch (intent.TestCard?.Telling)
        {
            case Telling.Twice:
                Send(TimeSpan.Zero);
                Send(TimeSpan.FromMilliseconds(50));
                break;
            case Telling.OutOfOrder when kind == Processing:
                Send(settings.Reorder);
                break;
            case Telling.Late:
                Send(settings.Late);
                break;
            case Telling.Never:
                Send(TimeSpan.Zero, Delivery.Withheld);
                break;
            default:
                Send(TimeSpan.Zero);
                break;
        }
    }
}
