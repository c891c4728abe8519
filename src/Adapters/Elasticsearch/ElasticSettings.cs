using System.Text;
using System.Text.RegularExpressions;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// Where Elasticsearch or OpenSearch is and how to get in, from one line:
/// <c>http://user:password@host:9200/prefix</c>, <c>https://</c> for TLS. docs/guides/elasticsearch.md.
/// </summary>
public sealed partial class ElasticSettings
{
    const int UsualPort = 9200;
    static readonly SettingLine Line = new("Feria:Elasticsearch");

    public required Uri Address { get; init; }

    /// <summary>What all indexes of this installation begin with.</summary>
    public string Prefix { get; init; } = "feria";

    /// <summary>User and password as HTTP sends them; null without.</summary>
    public string? Credentials { get; init; }

    /// <summary>File of the certificates (PEM) that may vouch for the server; the system's when unset.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>How long a search waits for it before the index in memory answers.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMilliseconds(500);

    public int Shards { get; init; } = 1;

    public int Replicas { get; init; }

    /// <summary>Lines of the file of synonyms.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary>Searches ask it; it stands for the index that is in use.</summary>
    public string Alias => $"{Prefix}.products";

    /// <summary>Where it is kept how far each index is fed.</summary>
    public string Positions => $"{Prefix}.positions";

    /// <summary>Throws <see cref="InvalidOperationException"/>; it says what is wrong and repeats no secret.</summary>
    public static ElasticSettings Parse(string text)
    {
        var shape = Shape().Match(text);
        if (!shape.Success)
            throw Line.Wrong("it reads http://user:password@host:9200/prefix, or https:// for TLS; the prefix is of "
                + "small letters, figures, - and _; write / @ : , % in a password as %2F %40 ...");
        var options = Line.Options(
            shape.Groups["query"].Value, "ca", "limit_ms", "shards", "replicas", "synonyms");
        var scheme = shape.Groups["scheme"].Value;
        if (scheme == "http" && options.ContainsKey("ca")) throw Line.Wrong("ca is for https://");
        var (host, port) = Line.Host(shape.Groups["host"].Value, UsualPort);

        return new()
        {
            Address = new UriBuilder(scheme, host, port, "/").Uri,
            Prefix = shape.Groups["prefix"] is { Success: true, Length: > 0 } prefix ? prefix.Value : "feria",
            Credentials = shape.Groups["user"].Success
                ? Convert.ToBase64String(Encoding.UTF8.GetBytes(
                    $"{Line.Plain(shape.Groups["user"].Value, "user")}:"
                    + Line.Plain(shape.Groups["password"].Value, "password")))
                : null,
            AuthorityFile = Line.File(options, "ca"),
            Limit = TimeSpan.FromMilliseconds(Line.Number(options, "limit_ms", 50, 10_000) ?? 500),
            Shards = Line.Number(options, "shards", 1, 64) ?? 1,
            Replicas = Line.Number(options, "replicas", 0, 9) ?? 0,
            Synonyms = Line.File(options, "synonyms") is { } synonyms ? Lines(synonyms) : [],
        };
    }

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"{Address}{Prefix}";

    static string[] Lines(string file) =>
    [
        .. File.ReadAllLines(file).Select(line => line.Trim().ToLowerInvariant())
            .Where(line => line.Length > 0 && line[0] != '#'),
    ];

    [GeneratedRegex("""
        ^(?<scheme>https?)://((?<user>[^:@/?\#,]+):(?<password>[^:@/?\#,]+)@)?
        (?<host>(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?)
        (/(?<prefix>([a-z0-9][a-z0-9_-]{0,79})?))?(\?(?<query>[^?\#\s]+))?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
