using System.Text.Json;
using System.Text.RegularExpressions;

namespace Feria.Accounts.Tests;

/// <summary>The application as the demo runs it: letters can be read.</summary>
public partial class DemoHost : FeriaHost
{
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Feria:Demo"] = "true",
        ["Feria:PublicUrl"] = "https://feria.example",
    };

    /// <summary>The letters to an address, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> LettersAsync(string to)
    {
        await SettleAsync();
        var page = await (await Http.GetAsync($"/api/v1/demo/mailbox?limit=100&to={to}")).JsonAsync();
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    /// <summary>The secret in the newest letter of a template to an address.</summary>
    public async Task<string> SecretAsync(string to, string template)
    {
        var letter = (await LettersAsync(to)).First(each => each.GetProperty("template").GetString() == template);
        return Secret().Match(letter.GetProperty("text").GetString()!).Groups[1].Value;
    }

    [GeneratedRegex(@"https://feria\.example/[a-z/-]+\?token=([\w-]+)")]
    private static partial Regex Secret();
}
