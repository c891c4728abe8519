using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Feria.Kernel;

/// <summary>
/// Something that can be turned off, or on for some only: a share of accounts and visitors, drawn by a keyed hash so
/// that each stays where it was drawn while the share grows, and accounts that are named.
/// </summary>
/// <param name="IsOn">Whether it is there at all, but for who is named.</param>
/// <param name="Percent">Of accounts and visitors, 0 to 100.</param>
/// <param name="Accounts">Who has it whatever else is said.</param>
public sealed record Feature(bool IsOn, int Percent, IReadOnlyList<Guid> Accounts)
{
    const int MostAccounts = 200;

    public static readonly Feature On = new(true, 100, []);

    /// <summary>Whether anybody has it: what is drawn for all shows it then, and slices refuse who has not.</summary>
    public bool IsForSome => (IsOn && Percent > 0) || Accounts.Count > 0;

    public bool IsForAll => IsOn && Percent == 100;

    /// <summary>Who has neither an account nor a cart has what everybody has.</summary>
    internal bool IsFor(Guid? account, byte[]? guest, string key, Vault vault) =>
        IsForAll
        || (account is { } named && Accounts.Contains(named))
        || (IsOn && Percent > 0 && (account?.ToByteArray() ?? guest) is { } name
            && Drawn(name, key, vault) < Percent);

    // 0 to 99: the same for the same name and feature, another for another feature.
    static int Drawn(byte[] name, string key, Vault vault) => (int)(BinaryPrimitives.ReadUInt32BigEndian(
        vault.Authenticate([.. Encoding.UTF8.GetBytes(key), 0, .. name], "features")) % 100);

    internal static string? FaultOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Object ? value.Deserialize<Feature>(Json.Options) switch
            {
                null => "It is an object.",
                { Percent: < 0 or > 100 } => "The share is 0 to 100.",
                { Accounts: null } => "Accounts are a list.",
                { Accounts.Count: > MostAccounts } => $"At most {MostAccounts} accounts are named.",
                _ => null,
            } : "It is an object with isOn, percent and accounts.";
        }
        catch (JsonException)
        {
            return "It is an object with isOn, percent and accounts.";
        }
    }
}
