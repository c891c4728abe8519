using Feria.Contracts;

namespace Feria.Payments;

/// <summary>Money a buyer's bank took back, until it is decided whose it is.</summary>
/// <param name="Status">needs_response, under_review, won (for the store) or lost.</param>
/// <param name="DueBy">Until then the gateway takes evidence.</param>
/// <param name="SentAt">When evidence was sent to it.</param>
public sealed record Dispute(
    Guid Id, Guid Payment, Guid Checkout, string Status, string Reason, Money Amount, DateTime? DueBy,
    DateTime OpenedAt, DateTime? SentAt, DateTime? DecidedAt)
{
    public const string NeedsResponse = "needs_response";
    public const string UnderReview = "under_review";
    public const string Won = "won";
    public const string Lost = "lost";

    public static readonly IReadOnlyList<string> Statuses = [NeedsResponse, UnderReview, Won, Lost];

    public bool IsDecided => Status is Won or Lost;

    /// <summary>Of two that are told, the later one: what was decided is not asked again.</summary>
    internal static int Rank(string status) => status switch { NeedsResponse => 0, UnderReview => 1, _ => 2 };

    internal static string Of(GatewayDisputeStatus status) => status switch
    {
        GatewayDisputeStatus.NeedsResponse => NeedsResponse,
        GatewayDisputeStatus.UnderReview => UnderReview,
        GatewayDisputeStatus.Won => Won,
        _ => Lost,
    };

    internal sealed record Row(
        Guid Id, Guid PaymentId, Guid CheckoutId, string Status, string Reason, string Currency, long AmountMinor,
        DateTime? DueBy, DateTime OpenedAt, DateTime? SentAt, DateTime? DecidedAt)
    {
        public Dispute Dispute() => new(
            Id, PaymentId, CheckoutId, Status, Reason, new(AmountMinor, Currency), DueBy, OpenedAt, SentAt, DecidedAt);
    }

    internal const string Columns = """
        d.id, d.payment_id, p.checkout_id, d.status, d.reason, d.currency, d.amount_minor, d.due_by, d.opened_at,
            d.sent_at, d.decided_at
        """;
}

/// <summary>What speaks for the store in a dispute, in the clear; sealed where it is kept.</summary>
/// <param name="Store">Who wrote it; null for the platform.</param>
public sealed record Evidence(Guid Id, Guid? Store, string Said, DateTime At)
{
    const string Context = "payments.evidence";

    internal static byte[] Seal(Vault vault, string said) => vault.Seal(said, Context);

    internal static async Task<IReadOnlyList<Evidence>> ReadAsync(
        Session session, string region, Vault vault, Guid dispute) =>
    [
        .. (await session.ListAsync<Row>(ReadSql, new { region, dispute })).Select(row =>
            new Evidence(row.Id, row.StoreId, vault.Open(row.SaidSealed, Context), row.At)),
    ];

    sealed record Row(Guid Id, Guid? StoreId, byte[] SaidSealed, DateTime At);

    // Bounded by what is taken: twenty a dispute.
    const string ReadSql = """
        -- payments.evidence.read
        select id, store_id, said_sealed, at
        from payments.evidence
        where region = @region and dispute_id = @dispute
        order by id
        """;
}
