using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Trust;

/// <summary>A thing as it was when its case was opened: sealed, since people wrote it.</summary>
public sealed record Snapshot(IReadOnlyList<ThingText> Texts, IReadOnlyList<string> Pictures, string? Language)
{
    const string Column = "trust.case_file.snapshot_sealed";
    const int LongestTitle = 90;

    public static Snapshot Of(ThingShown thing) => new(thing.Texts, thing.Pictures, thing.Language);

    internal byte[] Seal(Vault vault) => vault.Seal(JsonSerializer.Serialize(this, Json.Options), Column);

    internal static Snapshot? Open(Vault vault, byte[]? snapshotSealed) => snapshotSealed is null
        ? null
        : JsonSerializer.Deserialize<Snapshot>(vault.Open(snapshotSealed, Column), Json.Options);

    internal byte[] Digest() =>
        SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Json.Options)));

    /// <summary>What it goes by in a list: its title, or how its text begins.</summary>
    public string Title()
    {
        var text = Texts.FirstOrDefault(one => one.Text.Length > 0)?.Text.ReplaceLineEndings(" ") ?? "";
        return text.Length <= LongestTitle ? text : text[..LongestTitle].TrimEnd('\uD83D', ' ') + "…";
    }
}
