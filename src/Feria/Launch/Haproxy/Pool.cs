using System.Net;
using Feria.Wide;

namespace Feria.Launch;

/// <summary>Processes that serve the same and share the load.</summary>
/// <param name="Web">Whether they serve the pages and whatever nobody else does.</param>
/// <param name="Api">Whether they answer the API of every service that no other pool names.</param>
/// <param name="Services">Services whose API they answer.</param>
/// <param name="Addresses">Host and port each.</param>
sealed record Pool(
    string Name, bool Web, bool Api, IReadOnlyList<string> Services, IReadOnlyList<string> Addresses)
{
    /// <summary>Reads <c>web,api@10.0.0.1:8080,10.0.0.2:8080</c>: what they serve, and where they are.</summary>
    public static Pool Read(string text)
    {
        if (text.Split('@') is not [{ Length: > 0 } serves, { Length: > 0 } where])
            throw new CannotLaunch($"A pool is what it serves, @, and its addresses (web@10.0.0.1:8080). Not: {text}");
        string[] known = [Roles.Web, Roles.Api, .. Marketplace.Modules.Select(module => module.Name)];
        string[] words;
        try
        {
            words = Roles.Known(serves, known, "role or service");
        }
        catch (WrongSetting wrong)
        {
            throw new CannotLaunch(wrong.Message);
        }

        var addresses = where.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var address in addresses)
            if (!IsAddress(address))
                throw new CannotLaunch($"'{address}' is no host and port, such as 10.0.0.1:8080.");
        return new(
            string.Join('-', words), words.Contains(Roles.Web), words.Contains(Roles.Api),
            [.. words.Except([Roles.Web, Roles.Api])], addresses);
    }

    static bool IsAddress(string text) =>
        text.LastIndexOf(':') is > 0 and var colon
        && ushort.TryParse(text[(colon + 1)..], out var port) && port > 0
        && (IPAddress.TryParse(text[..colon], out _) || Uri.CheckHostName(text[..colon]) == UriHostNameType.Dns);
}
