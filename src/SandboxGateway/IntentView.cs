namespace Feria.SandboxGateway;

/// <summary>An intent as its caller sees it.</summary>
public sealed record IntentView(
    string Id, long Amount, string Currency, string Method, string Reference,
    IReadOnlyDictionary<string, string> Metadata, string Status, int Version,
    string PayUrl, string? NextUrl, Instructions? Instructions, string? ReturnUrl, string? Description,
    Card? Card, Failure? Failure, long AmountRefunded, bool Disputed, DisputeView? Dispute,
    DateTimeOffset CreatedAt, DateTimeOffset? PaidAt)
{
    public static IntentView Of(Intent intent, Settings settings)
    {
        var page = $"{settings.PublicUrl}/pay/{intent.Id}";
        return new IntentView(
            intent.Id, intent.Amount, intent.Currency, intent.Method, intent.Reference,
            intent.Metadata, intent.Status, intent.Version,
            page, intent.IsOpen ? page : null, Instructions.Of(intent), intent.ReturnUrl, intent.Description,
            intent.Card, intent.Failure, intent.AmountRefunded, intent.Dispute is not null,
            DisputeView.Of(intent.Dispute), intent.CreatedAt, intent.PaidAt);
    }
}

/// <summary>A dispute as the shop sees it; what the shop said is not told back.</summary>
public sealed record DisputeView(string Status, string Reason, DateTimeOffset DueBy)
{
    public static DisputeView? Of(Dispute? dispute) =>
        dispute is null ? null : new(dispute.Status, dispute.Reason, dispute.DueBy);
}

/// <summary>How a buyer makes a transfer by hand.</summary>
public sealed record Instructions(string Bank, string Account, string Holder, string Reference)
{
    public static Instructions? Of(Intent intent) => intent.Method == Intent.ByTransfer
        ? new Instructions("Banco Sandbox", "0000 1111 2222 3333", "Feria Sandbox Gateway", intent.TransferReference)
        : null;
}
