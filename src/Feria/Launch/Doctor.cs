using System.CommandLine;
using Feria.Adapters.Elasticsearch;
using Feria.Adapters.Kafka;
using Feria.Contracts;
using Feria.Adapters.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Feria.Launch;

/// <summary>Looks at everything Feria depends on and says what is in use and why.</summary>
static class Doctor
{
    const long LeastFreeBytes = 2L << 30;

    static readonly TimeSpan RedisAnswersIn = TimeSpan.FromSeconds(5);

    public static readonly Command Command =
        CommandLine.Does("doctor", "Check what Feria needs and say what is in use and why.", _ => RunAsync());

    enum Verdict { Fine, Mind, Bad }

    sealed record Finding(Verdict Verdict, string Subject, string Words);

    static async Task<int> RunAsync()
    {
        var checkout = Checkout.Find();
        List<Finding> findings =
        [
            new(Verdict.Fine, ".NET", $"{Environment.Version}"),
            .. await PostgresAsync(checkout),
            await RedisAsync(),
            await KafkaAsync(),
            await ElasticsearchAsync(),
            Program("chromium", "browser tests", "sudo apt-get install chromium"),
            Program("vipsthumbnail", "pictures that sellers and buyers send", $"sudo apt-get install {Vips.Package}"),
            Program("npm", "charts (tables without it), axe and Lighthouse tests", "sudo apt-get install npm"),
            Libsodium.Present
                ? new(Verdict.Fine, "libsodium", "passwords are hashed with Argon2id")
                : new(Verdict.Mind, "libsodium", "missing: PBKDF2 hashes passwords. sudo apt-get install libsodium23"),
            Disk(checkout),
            await PortAsync(checkout),
            Keys(checkout),
        ];

        foreach (var finding in findings)
            Say.Line($"{Mark(finding.Verdict)} {finding.Subject,-12} {finding.Words}");
        return findings.Any(finding => finding.Verdict == Verdict.Bad) ? 1 : 0;
    }

    static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Fine => "ok  ",
        Verdict.Mind => "mind",
        _ => "BAD ",
    };

    static async Task<IEnumerable<Finding>> PostgresAsync(Checkout checkout)
    {
        if (Installation.Given is { } given) return await NodesAsync(given, "named in Feria__Postgres");

        var path = await checkout.ClusterFolderAsync("postgres");
        var folder = new ClusterFolder(path);
        if (await PostgresBinaries.FindAsync(checkout.Root, folder.Major) is not { } binaries)
            return [new(Verdict.Bad, "PostgreSQL", "not found, or not of the version that made the data. "
                + "./feria up installs it, or says how.")];

        var origin = $"{binaries.Major} from {binaries.Origin}, {binaries.Folder}";
        var found = new Finding(Verdict.Fine, "PostgreSQL", origin);
        if (folder.RunningPostmaster() is null)
        {
            var state = folder.Major is null ? "none yet; ./feria up makes it" : $"stopped, in {path}";
            return [found, new(Verdict.Fine, "cluster", state)];
        }

        await using var cluster = await PrivateCluster.OpenAsync(path, binaries, Durability.Full);
        var owner = $"private, run by {cluster.RunsAs}, in {path}";
        return [found, .. await ServerAsync(cluster.ConnectionString(), owner)];
    }

    // Several nodes: each by itself, then the primary's settings, which the others share.
    static async Task<IEnumerable<Finding>> NodesAsync(string postgres, string origin)
    {
        await using var database = new Database(postgres);
        if (!database.Nodes.AreSeveral) return await ServerAsync(postgres, origin);
        await database.Nodes.FirstLook;
        // Some looks, so that lag and round trip are not chance; a few more before a node counts as lost.
        for (var looks = 0; looks < 4 && (looks == 0 || database.Nodes.All.Any(node => node.Seen is null)); looks++)
            await Task.Delay(TimeSpan.FromSeconds(1));

        var nodes = database.Nodes.Standings.Select(node => NodeOf(database.Nodes, node)).ToList();
        if (database.Nodes.Primary is { } primary) return [.. nodes, .. await ServerAsync(primary.Address, origin)];
        return [.. nodes, new(Verdict.Bad, "PostgreSQL", "no primary: pages can be read, and nothing written")];
    }

    static Finding NodeOf(Nodes nodes, Nodes.Standing node)
    {
        var unused = node.WhyUnused is { } why ? $", not used: {why}" : "";
        var where = node.Node == nodes.Primary ? $"primary, timeline {nodes.Timeline}"
            : node.IsReplica ? FormattableString.Invariant(
                $"replica, {node.BytesBehind / 1024 ?? 0} kB and {node.Behind.TotalSeconds:0.0} s behind")
            : "neither primary nor replica";
        var trip = node.Node.Seen is null
            ? "" : FormattableString.Invariant($", {node.Node.UsualRoundTrip.TotalMilliseconds:0.0} ms away");
        return new(unused == "" ? Verdict.Fine : Verdict.Mind, "node", $"{node.Node.Name}: {where}{trip}{unused}");
    }

    static async Task<IEnumerable<Finding>> ServerAsync(string postgres, string origin)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(postgres);
            async Task<string> AskAsync(string sql)
            {
                await using var command = source.CreateCommand(sql);
                return (await command.ExecuteScalarAsync())?.ToString() ?? "";
            }

            var version = await AskAsync("show server_version");
            var applied = await AskAsync("select to_regclass('kernel.migration') is not null") is "True"
                ? int.Parse(await AskAsync("select count(*) from kernel.migration"))
                : 0;
            var waiting = Marketplace.Migrations.Count - applied;
            return
            [
                new(Verdict.Fine, "cluster", $"{version}, {origin}, port {await AskAsync("show port")}"),
                applied > 0 ? await FeedAsync(postgres) : new(Verdict.Fine, "event feed", "none yet"),
                await AskAsync("show fsync") is "on"
                    ? new(Verdict.Fine, "fsync", "on")
                    : new(Verdict.Bad, "fsync", "off: a power cut destroys the database. Set fsync = on."),
                waiting <= 0
                    ? new(Verdict.Fine, "schema", $"migrations applied: {applied}")
                    : new(Verdict.Mind, "schema", $"migrations waiting: {waiting}. Run ./feria migrate"),
            ];
        }
        catch (NpgsqlException trouble)
        {
            return [new(Verdict.Bad, "PostgreSQL", $"{origin}, does not answer: {trouble.Message}")];
        }
    }

    static async Task<Finding> FeedAsync(string postgres)
    {
        await using var database = new Database(postgres);
        var standing = await new FeedDesk(database).LookAsync(default);
        var isWanted = Environment.GetEnvironmentVariable("Feria__Feed") == Settings.Decoding;
        if (Environment.GetEnvironmentVariable("Feria__Feed") == Settings.OfKafka)
            return new(Verdict.Fine, "event feed", "kafka: workers are a consumer group; without brokers, polling");
        return (isWanted, standing) switch
        {
            (_, { IsWorthALook: true, Reading: false }) when isWanted is false => new(Verdict.Mind, "event feed",
                $"polling, and slot {standing.Slot} keeps {standing.LagBytes >> 20} MB of WAL for nobody: set "
                + $"Feria__Feed=decoding, or select pg_drop_replication_slot('{standing.Slot}')"),
            (false, _) => new(Verdict.Fine, "event feed",
                "polling, as nothing else was asked for: changes made by hand are not heard. Feria__Feed=decoding "
                + $"hears them; wal_level is {standing.WalLevel}"),
            (_, { WalLevel: not "logical" }) => new(Verdict.Bad, "event feed",
                $"decoding was asked for, but wal_level is {standing.WalLevel}: polling goes on instead"),
            (_, { MayReplicate: false }) => new(Verdict.Bad, "event feed",
                "decoding was asked for, but our role has no REPLICATION: polling goes on instead"),
            (_, { Slot: null }) => new(Verdict.Fine, "event feed", "decoding, from the next start on"),
            (_, { IsWorthALook: true }) => new(Verdict.Mind, "event feed",
                $"decoding; slot {standing.Slot} is {standing.Kept}, {(standing.Reading ? "read" : "not read")}, and "
                + $"keeps {standing.LagBytes >> 20} MB of WAL"),
            _ => new(Verdict.Fine, "event feed", $"decoding; {standing.LagBytes >> 10} kB of WAL wait"),
        };
    }

    static async Task<Finding> KafkaAsync()
    {
        if (Environment.GetEnvironmentVariable("Feria__Kafka") is not { Length: > 0 } given)
            return new(Verdict.Fine, "Kafka", "none: events are read from the log, and nobody outside is told of them");
        try
        {
            return new(Verdict.Fine, "Kafka", await Brokers.TellAsync(given));
        }
        catch (InvalidOperationException wrong)
        {
            return new(Verdict.Bad, "Kafka", wrong.Message);
        }
    }

    static async Task<Finding> ElasticsearchAsync()
    {
        const string Subject = "search";
        if (Environment.GetEnvironmentVariable("Feria__Elasticsearch") is not { Length: > 0 } given)
            return new(Verdict.Fine, Subject, "answered from memory: Feria__Elasticsearch names no other engine");
        try
        {
            return new(Verdict.Fine, Subject, await ElasticServices.TellAsync(given));
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or EngineAway)
        {
            return new(Verdict.Bad, Subject, $"{wrong.Message} Searches are answered from memory.");
        }
    }

    static async Task<Finding> RedisAsync()
    {
        if (Environment.GetEnvironmentVariable("Feria__Redis") is not { Length: > 0 } given)
            return new(Verdict.Fine, "Redis", "none: hot copies are kept, and callers counted, per process");
        try
        {
            var settings = RedisSettings.Parse(given);
            await using var client = new RedisClient(settings, NullLogger<RedisClient>.Instance);
            return await client.ConnectedAsync(RedisAnswersIn)
                ? new(Verdict.Fine, "Redis", $"{client.ServerVersion} at {settings}, named in Feria__Redis")
                : new(Verdict.Bad, "Redis", $"{settings} does not answer ({client.Trouble}). Feria serves without.");
        }
        catch (InvalidOperationException wrong)
        {
            return new(Verdict.Bad, "Redis", wrong.Message);
        }
    }

    static Finding Program(string name, string purpose, string remedy) =>
        Outside.Find(name) is { } path
            ? new(Verdict.Fine, name, $"{path}, for {purpose}")
            : new(Verdict.Mind, name, $"missing, for {purpose}. {remedy}");

    static Finding Disk(Checkout checkout)
    {
        var free = new DriveInfo(checkout.Root).AvailableFreeSpace;
        var verdict = free < LeastFreeBytes ? Verdict.Bad : Verdict.Fine;
        return new(verdict, "disk", FormattableString.Invariant($"{free / (double)(1L << 30):0.0} GB free"));
    }

    static async Task<Finding> PortAsync(Checkout checkout)
    {
        if (await UpNote.ReadAsync(checkout) is { } running)
            return new(Verdict.Fine, "address", $"running at {running.Address} (process {running.Process})");
        var port = FreePort.From(Up.WantedPort);
        return new(Verdict.Fine, "address", port == Up.WantedPort
            ? $"port {port} is free"
            : $"port {Up.WantedPort} is taken by another program; ./feria up would serve on {port}");
    }

    static Finding Keys(Checkout checkout)
    {
        if (!File.Exists(checkout.Keys)) return new(Verdict.Fine, "keys", "none yet; ./feria up makes them");
        var open = File.GetUnixFileMode(checkout.Keys)
            & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return open == UnixFileMode.None
            ? new(Verdict.Fine, "keys", $"{checkout.Keys}, readable by its owner alone. Keep a copy elsewhere.")
            : new(Verdict.Bad, "keys", $"{checkout.Keys} is open to others: chmod 600 {checkout.Keys}");
    }
}
