using System.Globalization;
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
            throw Wrong("it reads http://user:password@host:9200/prefix, or https:// for TLS; the prefix is of small "
                + "letters, figures, - and _; write / @ : , % in a password as %2F %40 ...");
        var options = Options(shape.Groups["query"].Value);
        var scheme = shape.Groups["scheme"].Value;
        if (scheme == "http" && options.ContainsKey("ca")) throw Wrong("ca is for https://");
        var port = shape.Groups["port"] is { Success: true } given ? int.Parse(given.Value) : UsualPort;
        if (port is < 1 or > 65535) throw Wrong("a port is a number from 1 to 65535");

        return new()
        {
            Address = new UriBuilder(scheme, shape.Groups["host"].Value, port, "/").Uri,
            Prefix = shape.Groups["prefix"] is { Success: true, Length: > 0 } prefix ? prefix.Value : "feria",
            Credentials = shape.Groups["user"].Success
                ? Convert.ToBase64String(Encoding.UTF8.GetBytes(
                    $"{Plain(shape.Groups["user"].Value, "user")}:{Plain(shape.Groups["password"].Value, "password")}"))
                : null,
            AuthorityFile = options.GetValueOrDefault("ca") is { } file ? Existing(file, "ca") : null,
            Limit = TimeSpan.FromMilliseconds(Number(options, "limit_ms", 500, 50, 10_000)),
            Shards = Number(options, "shards", 1, 1, 64),
            Replicas = Number(options, "replicas", 0, 0, 9),
            Synonyms = options.GetValueOrDefault("synonyms") is { } synonyms ? Lines(synonyms) : [],
        };
    }

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"{Address}{Prefix}";

    static Dictionary<string, string> Options(string query)
    {
        var options = new Dictionary<string, string>();
        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = option.Split('=', 2) is [var left, { Length: > 0 } right]
                ? (left, right)
                : throw Wrong("after ? stand name=value pairs");
            if (name is not ("ca" or "limit_ms" or "shards" or "replicas" or "synonyms"))
                throw Wrong("after ? it knows ca, limit_ms, shards, replicas and synonyms");
            if (!options.TryAdd(name, Plain(value, name))) throw Wrong($"{name} stands there twice");
        }

        return options;
    }

    static int Number(Dictionary<string, string> options, string name, int usual, int least, int most) =>
        !options.TryGetValue(name, out var text) ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : throw Wrong($"{name} is a number from {least} to {most}");

    static string[] Lines(string file) =>
    [
        .. File.ReadAllLines(Existing(file, "synonyms")).Select(line => line.Trim().ToLowerInvariant())
            .Where(line => line.Length > 0 && line[0] != '#'),
    ];

    static string Existing(string file, string option) =>
        File.Exists(file) ? file : throw Wrong($"there is no file at the path that {option} names");

    static string Plain(string escaped, string what) =>
        BrokenEscape().IsMatch(escaped)
            ? throw Wrong($"in the {what} a % is followed by two hexadecimal digits; the sign itself is %25")
            : Uri.UnescapeDataString(escaped);

    static InvalidOperationException Wrong(string why) => new($"The setting Feria:Elasticsearch is not right: {why}.");

    [GeneratedRegex("""
        ^(?<scheme>https?)://((?<user>[^:@/?\#,]+):(?<password>[^:@/?\#,]+)@)?
        (?<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:(?<port>[0-9]{1,5}))?
        (/(?<prefix>([a-z0-9][a-z0-9_-]{0,79})?))?(\?(?<query>[^?\#\s]+))?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex("%(?![0-9a-fA-F]{2})")]
    private static partial Regex BrokenEscape();
}
