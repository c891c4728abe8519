using Microsoft.Extensions.Configuration;

namespace Feria;

/// <summary>
/// What an installation can set, under <c>Feria</c> in configuration (environment: <c>Feria__Postgres</c> …).
/// </summary>
public sealed record Settings
{
    /// <summary>
    /// Connection string. Its Host may name the primary and its replicas, in any order: <c>a:5432,b:5432</c>.
    /// </summary>
    public required string Postgres { get; init; }

    /// <summary>A replica further behind than this many seconds is not read from while the primary lives.</summary>
    public double ReplicaLagSeconds { get; init; } = 5;

    /// <summary>Whether committing what only read is a fault: for tests.</summary>
    public bool RefuseEmptyCommits { get; init; }

    public string Region { get; init; } = "main";

    /// <summary>
    /// What wakes the readers of the event log: <c>polling</c>, or <c>decoding</c> of the WAL, which also hears what
    /// was changed by hand and needs wal_level = logical and a role with REPLICATION, or <c>kafka</c>: workers are a
    /// consumer group, and share the work by its partitions.
    /// </summary>
    public string Feed { get; init; } = Polling;

    public const string Polling = "polling";
    public const string Decoding = "decoding";
    public const string OfKafka = "kafka";

    /// <summary>Kafka's brokers, <c>kafka://host:9092</c>; docs/guides/kafka.md. Unset, there is none.</summary>
    public string? Kafka { get; init; }

    /// <summary>
    /// Elasticsearch or OpenSearch, <c>http://host:9200</c>; docs/guides/elasticsearch.md. Unset, there is none.
    /// </summary>
    public string? Elasticsearch { get; init; }

    /// <summary>
    /// Where pictures are kept: a folder all processes share, or a bucket, <c>s3://key:secret@host/bucket</c>;
    /// docs/guides/objects.md.
    /// </summary>
    public string Objects { get; init; } = "objects";

    /// <summary>File of the keys that seal person data; docs/guides/keys.md.</summary>
    public required string Keys { get; init; }

    /// <summary>Whether demo equipment (mailbox page, demo accounts' hints) is shown.</summary>
    public bool Demo { get; init; }

    /// <summary>The address people reach this installation at, for links in letters and to the gateway.</summary>
    public string PublicUrl { get; init; } = "http://localhost:8080";

    /// <summary>What this process does: web, api, worker, with commas between; all when unset.</summary>
    public string? Roles { get; init; }

    /// <summary>Modules whose API the role api answers, with commas between; all when unset.</summary>
    public string? Services { get; init; }

    /// <summary>Addresses and networks of the gateway: who is believed about whom it speaks for.</summary>
    public string? Proxies { get; init; }

    /// <summary>
    /// Seconds a process goes on serving after it was asked to stop; unset, 5 behind a gateway and 0 without one.
    /// </summary>
    public double? DrainSeconds { get; init; }

    /// <summary>How many times the usual allowances a caller has; 0 counts nothing.</summary>
    public double AllowanceScale { get; init; } = 1;

    /// <summary>Of whom a second step is asked: <c>staff</c>, or <c>nobody</c> where all is for show.</summary>
    public string SecondStep { get; init; } = Accounts.SecondStepPolicy.Staff;

    /// <summary>How long a request waits for its turn at the database before it is refused.</summary>
    public double PatienceSeconds { get; init; } = 1;

    /// <summary>The longest drain that ends before whoever stops a process loses patience.</summary>
    public const double LongestDrainSeconds = 25;

    public TimeSpan DrainTime => TimeSpan.FromSeconds(DrainSeconds ?? (string.IsNullOrEmpty(Proxies) ? 0 : 5));

    public static Settings Of(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Feria").Get<Settings>();
        if (settings is not { Postgres: not null, Keys: not null })
            throw new WrongSetting("Not all is configured: set Feria__Postgres and Feria__Keys, or use ./feria up.");
        if (settings.Feed is not (Polling or Decoding or OfKafka))
            throw new WrongSetting($"Feria:Feed is {settings.Feed}; it can be {Polling}, {Decoding} or {OfKafka}.");
        if (settings is { Feed: OfKafka, Kafka: null or "" })
            throw new WrongSetting($"Feria:Feed is {OfKafka}, and Feria:Kafka names no brokers.");
        if (settings.DrainSeconds is not (null or (>= 0 and <= LongestDrainSeconds)))
            throw new WrongSetting($"Feria:DrainSeconds is between 0 and {LongestDrainSeconds}.");
        if (settings.PatienceSeconds is not (>= 0.05 and <= 30))
            throw new WrongSetting("Feria:PatienceSeconds is between 0.05 and 30.");
        if (settings.SecondStep is not (Accounts.SecondStepPolicy.Staff or Accounts.SecondStepPolicy.Nobody))
            throw new WrongSetting($"Feria:SecondStep is {settings.SecondStep}; it can be staff or nobody.");
        return settings.AllowanceScale is 0 or (>= 0.01 and <= 1000)
            ? settings
            : throw new WrongSetting("Feria:AllowanceScale is 0, or between 0.01 and 1000.");
    }
}

/// <summary>A setting that cannot be meant so; the message says which and what would do.</summary>
public sealed class WrongSetting(string message) : Exception(message);
