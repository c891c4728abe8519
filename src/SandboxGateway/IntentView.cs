namespace Feria.SandboxGateway;

/// <summary>An intent as its caller sees it.</summary>
public sealed record IntentView(
    string Id, long Amount, string Currency, string Method, string Reference,
    IReadOnlyDictionary<string, string> Metadata, string Status, int Version,
    string PayUrl, string? NextUrl, Instructions? Instructions, string? ReturnUrl, string? Description,
    Card? Card, Failure? Failure, long AmountRefunded, bool Disputed,
    DateTimeOffset CreatedAt, DateTimeOffset? PaidAt)
{
    public static IntentView Of(Intent intent, Settings settings)
    {
        var page = $"{settings.PublicUrl}/pay/{intent.Id}";
        return new IntentView(
            intent.Id, intent.Amount, intent.Currency, intent.Method, intent.Reference,
            intent.Metadata, intent.Status, intent.Version,
            page, intent.IsOpen ? page : null, Instructions.Of(intent), intent.ReturnUrl, intent.Description,
            intent.Card, intent.Failure, intent.AmountRefunded, intent.Disputed,
            intent.CreatedAt, intent.PaidAt);
    }
}

/// <summary>How a buyer makes a transfer by hand.</summary>
public sealed record Instructions(string Bank, string Account, string Holder, string Reference)
{
    public static Instructions? Of(Intent intent) => intent.Method == Intent.ByTransfer
        ? new Instructions("Banco Sandbox", "0000 1111 2222 3333", "Feria Sandbox Gateway", intent.TransferReference)
        : null;
}
