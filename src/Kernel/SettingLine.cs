using System.Globalization;
using System.Text.RegularExpressions;

namespace Feria.Kernel;

/// <summary>
/// Reads a setting that is one line, <c>scheme://user:password@host:port/name?option=value</c>. What it throws says
/// what is wrong and repeats no secret.
/// </summary>
public sealed partial class SettingLine(string setting)
{
    public InvalidOperationException Wrong(string why) => new($"The setting {setting} is not right: {why}.");

    /// <summary>What follows the question mark; each of the known at most once, and no other.</summary>
    public IReadOnlyDictionary<string, string> Options(string query, params string[] known)
    {
        var options = new Dictionary<string, string>();
        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = option.Split('=', 2) is [var left, { Length: > 0 } right]
                ? (left, right)
                : throw Wrong("after ? stand name=value pairs");
            if (!known.Contains(name))
                throw Wrong(known.Length == 1
                    ? $"after ? it knows {known[0]}"
                    : $"after ? it knows {string.Join(", ", known[..^1])} and {known[^1]}");
            if (!options.TryAdd(name, Plain(value, name))) throw Wrong($"{name} stands there twice");
        }

        return options;
    }

    public (string Host, int Port) Host(string text, int usualPort)
    {
        var parts = HostShape().Match(text);
        if (!parts.Success) throw Wrong("a host reads name, name:port or [IPv6]:port");
        var port = parts.Groups["port"] is { Success: true } given ? int.Parse(given.Value) : usualPort;
        return port is > 0 and <= 65535
            ? (parts.Groups["host"].Value, port)
            : throw Wrong("a port is a number from 1 to 65535");
    }

    /// <summary>Null where it is not given.</summary>
    public int? Number(IReadOnlyDictionary<string, string> options, string name, int least, int most) =>
        !options.TryGetValue(name, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : throw Wrong($"{name} is a number from {least} to {most}");

    /// <summary>The path of a file that is there; null where it is not given.</summary>
    public string? File(IReadOnlyDictionary<string, string> options, string name) =>
        !options.TryGetValue(name, out var file) ? null
        : System.IO.File.Exists(file) ? file
        : throw Wrong($"there is no file at the path that {name} names");

    // Uri.UnescapeDataString leaves a broken escape as it stands, and the password would silently be another.
    public string Plain(string escaped, string what) =>
        BrokenEscape().IsMatch(escaped)
            ? throw Wrong($"in the {what} a % is followed by two hexadecimal digits; the sign itself is %25")
            : Uri.UnescapeDataString(escaped);

    [GeneratedRegex(@"^(?<host>\[[0-9a-fA-F:.%]+\]|[A-Za-z0-9._-]+)(:(?<port>[0-9]{1,5}))?$")]
    private static partial Regex HostShape();

    [GeneratedRegex("%(?![0-9a-fA-F]{2})")]
    private static partial Regex BrokenEscape();
}
