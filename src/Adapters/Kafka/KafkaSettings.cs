using System.Text.RegularExpressions;
using Confluent.Kafka;

namespace Feria.Adapters.Kafka;

/// <summary>
/// Where the brokers are and how to get in, from one line: <c>kafka://user:password@a:9092,b:9092/prefix</c>,
/// <c>kafkas://</c> for TLS. docs/guides/kafka.md.
/// </summary>
public sealed partial class KafkaSettings
{
    const int UsualPort = 9092;
    static readonly SettingLine Line = new("Feria:Kafka");

    /// <summary>Brokers to begin with, as the client takes them.</summary>
    public required string Brokers { get; init; }

    /// <summary>What all topics and groups of this installation begin with.</summary>
    public string Prefix { get; init; } = "feria";

    public bool IsEncrypted { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }
    public SaslMechanism Mechanism { get; init; } = SaslMechanism.ScramSha512;

    /// <summary>File of the certificates (PEM) that may vouch for the brokers; the system's when unset.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>
    /// How many brokers keep each message of a topic that is made; the brokers' own number when unset.
    /// </summary>
    public short? Replicas { get; init; }

    public string NameOf(Topic topic) => $"{Prefix}.{topic.Name}";

    /// <summary>Throws <see cref="InvalidOperationException"/>; it says what is wrong and repeats no secret.</summary>
    public static KafkaSettings Parse(string text)
    {
        var shape = Shape().Match(text);
        if (!shape.Success)
            throw Line.Wrong("it reads kafka://user:password@host:port,host:port/prefix, or kafkas:// for TLS; "
                + "write / @ : , % in a password as %2F %40 ...");
        var options = Line.Options(shape.Groups["query"].Value, "ca", "mechanism", "replicas");
        var isEncrypted = shape.Groups["scheme"].Value == "kafkas";
        var hasUser = shape.Groups["user"].Success;
        if (!isEncrypted && options.ContainsKey("ca")) throw Line.Wrong("ca is for kafkas://");
        if (!hasUser && options.ContainsKey("mechanism")) throw Line.Wrong("mechanism is for a user with a password");

        return new()
        {
            Brokers = string.Join(',', shape.Groups["hosts"].Value.Split(',').Select(Host)),
            Prefix = shape.Groups["prefix"] is { Success: true, Length: > 0 } prefix ? prefix.Value : "feria",
            IsEncrypted = isEncrypted,
            User = hasUser ? Line.Plain(shape.Groups["user"].Value, "user") : null,
            Password = hasUser ? Line.Plain(shape.Groups["password"].Value, "password") : null,
            Mechanism = MechanismOf(options.GetValueOrDefault("mechanism")),
            AuthorityFile = Line.File(options, "ca"),
            Replicas = (short?)Line.Number(options, "replicas", 1, 9),
        };
    }

    /// <summary>What every client of it needs.</summary>
    public T Configure<T>(T config) where T : ClientConfig
    {
        config.BootstrapServers = Brokers;
        config.ClientId = "feria";
        config.SecurityProtocol = (IsEncrypted, User is not null) switch
        {
            (false, false) => SecurityProtocol.Plaintext,
            (true, false) => SecurityProtocol.Ssl,
            (false, true) => SecurityProtocol.SaslPlaintext,
            (true, true) => SecurityProtocol.SaslSsl,
        };
        if (AuthorityFile is not null) config.SslCaLocation = AuthorityFile;
        if (User is null) return config;
        config.SaslMechanism = Mechanism;
        config.SaslUsername = User;
        config.SaslPassword = Password;
        return config;
    }

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"{Brokers}/{Prefix}{(IsEncrypted ? " (TLS)" : "")}";

    static string Host(string text)
    {
        var (host, port) = Line.Host(text, UsualPort);
        return $"{host}:{port}";
    }

    static SaslMechanism MechanismOf(string? text) => text switch
    {
        null or "scram-sha-512" => SaslMechanism.ScramSha512,
        "scram-sha-256" => SaslMechanism.ScramSha256,
        "plain" => SaslMechanism.Plain,
        _ => throw Line.Wrong("mechanism is scram-sha-512, scram-sha-256 or plain"),
    };

    [GeneratedRegex("""
        ^(?<scheme>kafkas?)://((?<user>[^:@/?\#,]+):(?<password>[^:@/?\#,]+)@)?
        (?<hosts>[^/?\#@\s]+)(/(?<prefix>[A-Za-z0-9._-]{0,100}))?(\?(?<query>[^?\#\s]+))?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
