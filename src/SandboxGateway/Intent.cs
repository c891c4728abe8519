using System.Security.Cryptography;

namespace Feria.SandboxGateway;

/// <summary>One payment a shop wants made: it succeeds at most once, whatever is tried on it.</summary>
public sealed record Intent
{
    public required string Id { get; init; }
    public required long Amount { get; init; }
    public required string Currency { get; init; }
    public required string Method { get; init; }
    public required string Reference { get; init; }
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
    public string? ReturnUrl { get; init; }
    public string? Description { get; init; }
    public required string Status { get; init; }

    /// <summary>Grows with every change, so that a reader of webhooks can tell which of two is newer.</summary>
    public int Version { get; init; } = 1;

    public Card? Card { get; init; }
    public Failure? Failure { get; init; }
    public long AmountRefunded { get; init; }
    public Dispute? Dispute { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>The test card last used here: how the webhooks of this intent behave.</summary>
    public string? Behaviour { get; init; }

    /// <summary>A slow charge under way: when it is made, and which waiting answer it fills.</summary>
    public DateTimeOffset? SettlesAt { get; init; }
    public string? SettlesAnswer { get; init; }

    public TestCard? TestCard => Behaviour is null ? null : TestCard.ByName(Behaviour);

    public bool IsSettling => Status == Processing;

    public bool IsOpen => Status is Requires.Payment or Requires.Action or Requires.Transfer;

    /// <summary>
    /// What a buyer writes on a bank transfer: short enough to type, still unguessable together with the amount.
    /// </summary>
    public string TransferReference => "FG-" + Id[3..11].ToUpperInvariant();

    public Intent Becomes(string status) => this with { Status = status, Version = Version + 1, Failure = null };

    public static class Requires
    {
        public const string Payment = "requires_payment";
        public const string Action = "requires_action";
        public const string Transfer = "awaiting_transfer";
    }

    public const string Processing = "processing";
    public const string Succeeded = "succeeded";
    public const string Canceled = "canceled";

    public const string ByCard = "card";
    public const string ByTransfer = "bank_transfer";
}

/// <summary>The buyer's bank wants the money back.</summary>
/// <param name="Status">needs_response, under_review, won (the shop keeps it) or lost.</param>
public sealed record Dispute(string Status, string Reason, DateTimeOffset DueBy, string? Evidence = null)
{
    public const string NeedsResponse = "needs_response";
    public const string UnderReview = "under_review";
    public const string Won = "won";
    public const string Lost = "lost";

    public bool IsOpen => Status is NeedsResponse or UnderReview;
}

/// <summary>All that is ever kept of a card.</summary>
public sealed record Card(string Brand, string Last4);

public sealed record Failure(string Code, string Sentence);

/// <summary>Money given back: always made at once, never more in sum than was charged.</summary>
public sealed record Refund(
    string Id, string Intent, long Amount, string Currency, string? Reference, string Status, DateTimeOffset CreatedAt);

/// <summary>
/// A card that was typed in, by the hash of the token that stands for it: usable once, for a quarter of an hour.
/// </summary>
public sealed record Token(string Hash, string Behaviour, Card Card, DateTimeOffset ExpiresAt, bool IsUsed = false)
{
    public static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));
}

public static class NewId
{
    public static string For(string prefix) =>
        $"{prefix}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
}
