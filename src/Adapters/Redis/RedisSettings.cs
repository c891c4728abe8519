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
    static readonly SettingLine Line = new("Feria:Redis");

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
            throw Line.Wrong("it reads redis://user:password@host:port, rediss:// for TLS, or "
                + "redis+sentinel://:password@host:port,host:port/name; write / @ : , % in a password as %2F %40 ...");

        var scheme = shape.Groups["scheme"].Value;
        var name = Line.Plain(shape.Groups["path"].Value, "name");
        var isSentinel = scheme.EndsWith("+sentinel", StringComparison.Ordinal);
        if (isSentinel && name.Length == 0)
            throw Line.Wrong("sentinels need the master's name: ...host:port/mymaster");
        if (!isSentinel && name.Length > 0)
            throw Line.Wrong("databases are not chosen: nothing follows the host and port");

        var hosts = shape.Groups["hosts"].Value.Split(',');
        if (!isSentinel && hosts.Length > 1)
            throw Line.Wrong("one server is named; several are for redis+sentinel://");
        if (shape.Groups["user"].Success && !shape.Groups["password"].Success)
            throw Line.Wrong("a password is missing: user:password@host, or :password@host");

        var options = Line.Options(
            shape.Groups["query"].Value, "ca", "server_name", "limit_ms", "sentinel_password");
        var isEncrypted = scheme.StartsWith("rediss", StringComparison.Ordinal);
        if (!isEncrypted && (options.ContainsKey("ca") || options.ContainsKey("server_name")))
            throw Line.Wrong("ca and server_name are for rediss://");
        if (!isSentinel && options.ContainsKey("sentinel_password"))
            throw Line.Wrong("sentinel_password is for redis+sentinel://");

        var user = Line.Plain(shape.Groups["user"].Value, "user");
        return new()
        {
            Hosts = [.. hosts.Select(host => Host(host, isSentinel ? SentinelPort : ServerPort))],
            Master = isSentinel ? name : null,
            IsEncrypted = isEncrypted,
            User = user.Length == 0 ? "default" : user,
            Password = shape.Groups["password"] is { Success: true } password
                ? Line.Plain(password.Value, "password") : null,
            SentinelPassword = options.GetValueOrDefault("sentinel_password"),
            AuthorityFile = Line.File(options, "ca"),
            ServerName = options.GetValueOrDefault("server_name"),
            Limit = TimeSpan.FromMilliseconds(Line.Number(options, "limit_ms", 5, 10_000) ?? 100),
        };
    }

    /// <summary>Without the secrets.</summary>
    public override string ToString() =>
        string.Join(',', Hosts.Select(Name)) + (Master is null ? "" : $"/{Master}") + (IsEncrypted ? " (TLS)" : "");

    /// <summary>An address as people write it.</summary>
    public static string Name(DnsEndPoint host) =>
        host.Host.Contains(':') ? $"[{host.Host}]:{host.Port}" : $"{host.Host}:{host.Port}";

    static DnsEndPoint Host(string text, int usualPort)
    {
        var (host, port) = Line.Host(text, usualPort);
        return new(host.Trim('[', ']'), port);
    }

    [GeneratedRegex("""
        ^(?<scheme>rediss?(\+sentinel)?)://((?<user>[^:@/?\#,]*)(:(?<password>[^:@/?\#,]*))?@)?
        (?<hosts>[^/?\#@\s]+)(/(?<path>[^/?\#\s]*))?(\?(?<query>[^?\#\s]+))?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
