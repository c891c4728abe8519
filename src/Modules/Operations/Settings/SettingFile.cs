using System.Text.Json;
using Feria.Contracts;

namespace Feria.Operations;

/// <summary>One setting: what it can be, what it is, and who set it last.</summary>
/// <param name="Usual">What it is where nobody sets it.</param>
/// <param name="Value">What is in effect, in the process that answers.</param>
/// <param name="Version">Of the last change; 0 where there was none. Send it to change what you saw.</param>
/// <param name="Fault">Why the value that was set is not used; null where it is.</param>
public sealed record SettingFile(
    string Key, string Group, string Type, string? Unit, long? Least, long? Most, IReadOnlyList<string>? Words,
    JsonElement Usual, JsonElement Value, int Version, string? Fault, SettingChange? Last)
{
    public bool IsUsual => JsonElement.DeepEquals(Usual, Value);

    /// <summary>Those named, in their order, with who set them.</summary>
    public static async Task<IReadOnlyList<SettingFile>> ReadAsync(
        Session session, SettingBook book, IAccountBook accounts, IReadOnlyList<KnownSetting> known,
        CancellationToken stop)
    {
        var last = (await SettingVersions.LastAsync(session, [.. known.Select(one => one.Setting.Key)]))
            .ToDictionary(one => one.Key);
        var changes = (await SettingChange.OfAsync([.. last.Values], accounts, stop))
            .Zip(last.Values).ToDictionary(pair => pair.Second.Key, pair => pair.First);
        return
        [
            .. known.Select(one => new SettingFile(
                one.Setting.Key, one.Setting.Group, one.Setting.Type, one.Setting.Unit, one.Setting.Least,
                one.Setting.Most, one.Setting.Words, one.Usual, book.JsonOf(one.Setting),
                changes.GetValueOrDefault(one.Setting.Key)?.Version ?? 0, book.FaultOf(one.Setting),
                changes.GetValueOrDefault(one.Setting.Key))),
        ];
    }
}

/// <param name="Value">Null where it became the usual value again.</param>
/// <param name="EffectiveAt">From when it counts, unless a later change comes first.</param>
/// <param name="Undoes">The version it takes back.</param>
public sealed record SettingChange(
    int Version, JsonElement? Value, DateTime EffectiveAt, DateTime At, Guid By, string? ByName, string Why,
    int? Undoes)
{
    internal static async Task<IReadOnlyList<SettingChange>> OfAsync(
        IReadOnlyList<SettingVersions.Kept> rows, IAccountBook accounts, CancellationToken stop)
    {
        Guid[] people = [.. rows.Select(row => row.AccountId).Distinct()];
        var names = people.Length == 0
            ? new Dictionary<Guid, Contact>()
            : await accounts.ContactsAsync(people, stop);
        return
        [
            .. rows.Select(row => new SettingChange(
                row.Version, row.Value is null ? null : JsonSerializer.Deserialize<JsonElement>(row.Value),
                row.EffectiveAt, row.At, row.AccountId, names.GetValueOrDefault(row.AccountId)?.FullName, row.Why,
                row.Undoes)),
        ];
    }
}
