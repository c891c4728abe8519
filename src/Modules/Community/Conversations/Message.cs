namespace Feria.Community;

/// <summary>Who speaks in a conversation.</summary>
static class Side
{
    public const string Buyer = "buyer";
    public const string Store = "store";

    public static string Other(string side) => side == Buyer ? Store : Buyer;
}

/// <summary>One message of a conversation, as both sides read it.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Side">buyer or store.</param>
/// <param name="Text">What leads out of the marketplace is hidden in it; null where who wrote it left.</param>
/// <param name="IsMasked">Whether something is hidden.</param>
public sealed record Message(int Number, string Side, string? Text, bool IsMasked, DateTime SentAt)
{
    /// <summary>What was sent with it and is still there.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Whether the platform took it out of sight: then it says nothing.</summary>
    public bool IsRemoved { get; init; }

    const string Column = "community.message.text_sealed";

    /// <summary>What was written stays whole for those who look at reports, sealed as all that is personal.</summary>
    internal static byte[] Seal(Vault vault, string text) => vault.Seal(text, Column);

    /// <summary>As it was written.</summary>
    internal static string Read(Vault vault, byte[] textSealed) => vault.Open(textSealed, Column);

    internal static Message Open(
        Vault vault, int number, string side, byte[]? textSealed, DateTime sentAt, bool isRemoved)
    {
        if (isRemoved) return new(number, side, null, false, sentAt) { IsRemoved = true };
        if (textSealed is null) return new(number, side, null, false, sentAt);
        var text = Read(vault, textSealed);
        var shown = Masking.Hide(text);
        return new(number, side, shown, shown != text, sentAt);
    }
}
