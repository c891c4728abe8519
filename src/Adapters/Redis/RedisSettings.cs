using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Feria.Adapters.Redis;

/// <summary>
/// Where Redis is and how to get in, from one line: <c>redis://user:password@host:6379</c>, <c>rediss://</c> for TLS,
/// <c>redis+sentinel://:password@s1:26379,s2:26379/mymaster</c>. docs/guides/settings.md.
/// </summary>
public sealed partial class RedisSettings
{
    const int ServerPort = 6379, SentinelPort = 26379;

    /// <summary>The one server; with sentinels: those who know which it is at present.</summary>
    public required IReadOnlyList<DnsEndPoint> Hosts { get; init; }

    /// <summary>The name sentinels know the master by; null where the server itself is named.</summary>
    public string? Master { get; init; }

    public bool IsEncrypted { get; init; }
    public string User { get; init; } = "default";
    public string? Password { get; init; }
    public string? SentinelPassword { get; init; }

    /// <summary>File of the certificates (PEM) that may vouch for the server; the system's when unset.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The name in the server's certificate, where it is not the host's.</summary>
    public string? ServerName { get; init; }

    /// <summary>How long a caller waits at most.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Throws <see cref="InvalidOperationException"/>; it says what is wrong and repeats no secret.</summary>
    public static RedisSettings Parse(string text)
    {
        var shape = Shape().Match(text);
        if (!shape.Success)
            throw Wrong("it reads redis://user:password@host:port, rediss:// for TLS, or "
                + "redis+sentinel://:password@host:port,host:port/name; write / @ : , % in a password as %2F %40 ...");

        var scheme = shape.Groups["scheme"].Value;
        var name = Plain(shape.Groups["path"].Value, "name");
        var isSentinel = scheme.EndsWith("+sentinel", StringComparison.Ordinal);
        if (isSentinel && name.Length == 0) throw Wrong("sentinels need the master's name: ...host:port/mymaster");
        if (!isSentinel && name.Length > 0) throw Wrong("databases are not chosen: nothing follows the host and port");

        var hosts = shape.Groups["hosts"].Value.Split(',');
        if (!isSentinel && hosts.Length > 1) throw Wrong("one server is named; several are for redis+sentinel://");
        if (shape.Groups["user"].Success && !shape.Groups["password"].Success)
            throw Wrong("a password is missing: user:password@host, or :password@host");

        var options = Options(shape.Groups["query"].Value);
        var isEncrypted = scheme.StartsWith("rediss", StringComparison.Ordinal);
        if (!isEncrypted && (options.ContainsKey("ca") || options.ContainsKey("server_name")))
            throw Wrong("ca and server_name are for rediss://");
        if (!isSentinel && options.ContainsKey("sentinel_password"))
            throw Wrong("sentinel_password is for redis+sentinel://");

        var user = Plain(shape.Groups["user"].Value, "user");
        return new()
        {
            Hosts = [.. hosts.Select(host => Host(host, isSentinel ? SentinelPort : ServerPort))],
            Master = isSentinel ? name : null,
            IsEncrypted = isEncrypted,
            User = user.Length == 0 ? "default" : user,
            Password = shape.Groups["password"].Success ? Plain(shape.Groups["password"].Value, "password") : null,
            SentinelPassword = options.GetValueOrDefault("sentinel_password"),
            AuthorityFile = Authority(options.GetValueOrDefault("ca")),
            ServerName = options.GetValueOrDefault("server_name"),
            Limit = LimitOf(options.GetValueOrDefault("limit_ms") ?? "100"),
        };
    }

    /// <summary>Without the secrets.</summary>
    public override string ToString() =>
        string.Join(',', Hosts.Select(Name)) + (Master is null ? "" : $"/{Master}") + (IsEncrypted ? " (TLS)" : "");

    /// <summary>An address as people write it.</summary>
    public static string Name(DnsEndPoint host) =>
        host.Host.Contains(':') ? $"[{host.Host}]:{host.Port}" : $"{host.Host}:{host.Port}";

    static Dictionary<string, string> Options(string query)
    {
        var options = new Dictionary<string, string>();
        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = option.Split('=', 2) is [var left, { Length: > 0 } right]
                ? (left, right)
                : throw Wrong("after ? stand name=value pairs");
            if (name is not ("ca" or "server_name" or "limit_ms" or "sentinel_password"))
                throw Wrong("after ? it knows ca, server_name, limit_ms and sentinel_password");
            if (!options.TryAdd(name, Plain(value, name))) throw Wrong($"{name} stands there twice");
        }

        return options;
    }

    static DnsEndPoint Host(string text, int usualPort)
    {
        var parts = HostShape().Match(text);
        if (!parts.Success) throw Wrong("a host reads name, name:port or [IPv6]:port");
        var port = parts.Groups["port"] is { Success: true } given ? int.Parse(given.Value) : usualPort;
        return port is > 0 and <= 65535
            ? new(parts.Groups["host"].Value.Trim('[', ']'), port)
            : throw Wrong("a port is a number from 1 to 65535");
    }

    static string? Authority(string? file) =>
        file is null || File.Exists(file) ? file : throw Wrong("there is no file at the path that ca names");

    static TimeSpan LimitOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 5 and <= 10_000
            ? TimeSpan.FromMilliseconds(limit)
            : throw Wrong("limit_ms is a number from 5 to 10000");

    // Uri.UnescapeDataString leaves a broken escape as it stands, and the password would silently be another.
    static string Plain(string escaped, string what) =>
        BrokenEscape().IsMatch(escaped)
            ? throw Wrong($"in the {what} a % is followed by two hexadecimal digits; the sign itself is %25")
            : Uri.UnescapeDataString(escaped);

    static InvalidOperationException Wrong(string why) => new($"The setting Feria:Redis is not right: {why}.");

    [GeneratedRegex("""
        ^(?<scheme>rediss?(\+sentinel)?)://((?<user>[^:@/?\#,]*)(:(?<password>[^:@/?\#,]*))?@)?
        (?<hosts>[^/?\#@\s]+)(/(?<path>[^/?\#\s]*))?(\?(?<query>[^?\#\s]+))?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex(@"^(?<host>\[[0-9a-fA-F:.%]+\]|[A-Za-z0-9._-]+)(:(?<port>[0-9]{1,5}))?$")]
    private static partial Regex HostShape();

    [GeneratedRegex("%(?![0-9a-fA-F]{2})")]
    private static partial Regex BrokenEscape();
}
