using Feria.Contracts;

namespace Feria.Payments;

/// <summary>
/// The money of one checkout: its log folded into a status and amounts. What is captured never becomes uncaptured, so
/// facts may be told twice, late or in any order.
/// </summary>
public sealed record Payment
{
    public Guid Id { get; init; }
    public Guid CheckoutId { get; init; }
    public string Method { get; init; } = "";
    public string Currency { get; init; } = "";
    public long AmountMinor { get; init; }
    public string Status { get; init; } = Requested;
    public string? Why { get; init; }
    public string? GatewayId { get; init; }
    public int GatewayVersion { get; init; }
    public string? NextUrl { get; init; }
    public long CapturedMinor { get; init; }
    public long RefundAskedMinor { get; init; }
    public long RefundedMinor { get; init; }
    public long DisputedMinor { get; init; }
    public int Looks { get; init; }
    public DateTime? LookAt { get; init; }
    public DateTime OpenedAt { get; init; }

    public const string Requested = "requested";
    public const string ActionNeeded = "action_needed";
    public const string Pending = "pending";
    public const string Captured = "captured";
    public const string Failed = "failed";
    public const string Refunded = "refunded";
    public const string DueOnDelivery = "due_on_delivery";

    public Money Amount => new(AmountMinor, Currency);

    /// <summary>The money is there, or agreed to come.</summary>
    public bool IsSettled => Status is Captured or Refunded or DueOnDelivery;

    /// <summary>Settled, or failed for good: the gateway has nothing more to ask of the buyer.</summary>
    public bool IsOver => IsSettled || Status == Failed && NextUrl is null;

    /// <summary>The buyer's bank took money back and it was not decided for the store.</summary>
    public bool IsDisputed => DisputedMinor > 0;

    public PaymentState State => new(Method, Status, IsSettled ? null : NextUrl, Why, CapturedMinor, RefundedMinor);

    /// <summary>One step of the fold.</summary>
    public Payment After(Happening happening) => happening.Kind switch
    {
        Happening.Captured => this with
        {
            Status = RefundedMinor > 0 && RefundedMinor == AmountMinor ? Refunded : Captured,
            CapturedMinor = AmountMinor,
            Why = null,
        },
        Happening.Refunded => this with
        {
            RefundedMinor = RefundedMinor + happening.AmountMinor,
            Status = RefundedMinor + happening.AmountMinor == AmountMinor ? Refunded : Status,
        },
        Happening.Disputed => this with { DisputedMinor = DisputedMinor + happening.AmountMinor },
        Happening.DisputeWon => this with { DisputedMinor = DisputedMinor - happening.AmountMinor },
        Happening.DisputeLost => this,
        _ when Status is Captured or Refunded => this,
        Happening.Agreed => this with { Status = DueOnDelivery, Why = null },
        Happening.Failed => this with { Status = Failed, Why = happening.Why },
        _ when Status == DueOnDelivery => this,
        Happening.Declined => this with { Status = Failed, Why = happening.Why },
        Happening.Pending => this with { Status = Pending, Why = null },
        Happening.ActionNeeded => this with { Status = ActionNeeded, Why = null },
        _ => this,
    };
}

/// <summary>A fact about a payment. Its cause makes it one fact, however often and from wherever it is told.</summary>
public sealed record Happening(string Kind, string Cause, long AmountMinor = 0, string? Why = null)
{
    public const string Requested = "requested";
    public const string ActionNeeded = "action_needed";
    public const string Pending = "pending";
    public const string Declined = "declined";
    public const string Captured = "captured";
    public const string Agreed = "agreed";
    public const string Failed = "failed";
    public const string Refunded = "refunded";
    public const string Disputed = "disputed";
    public const string DisputeWon = "dispute_won";
    public const string DisputeLost = "dispute_lost";
}
