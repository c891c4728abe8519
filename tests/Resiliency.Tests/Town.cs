using System.Diagnostics;
using System.Text.Json;
using Feria.Contracts;
using Feria.Launch;
using Npgsql;

namespace Feria.Resiliency.Tests;

/// <summary>
/// Three processes of one marketplace (one does everything, one answers, one works), a primary, a replica that has
/// whatever was answered, and a Redis: each may be killed with -9, and the replica promoted.
/// </summary>
sealed class Town : IAsyncDisposable
{
    const int Answering = 2;
    static readonly string[] Roles = ["web,api,worker", "web,api", "worker"];

    readonly string folder = Directory.CreateTempSubdirectory("feria-town-").FullName;
    readonly int[] ports = [FreePort.Any(), FreePort.Any(), FreePort.Any()];
    readonly Process?[] processes = new Process?[3];
    readonly PairedCluster pair;
    readonly RealKafka? kafka;
    string feed;
    PrivateRedis? redis;
    bool isPromoted;

    Town(string feed, RealKafka? kafka, PairedCluster pair) =>
        (this.feed, this.kafka, this.pair) = (feed, kafka, pair);

    public Guid Offer { get; } = Id.New();

    /// <summary>A process that answers, or is about to again.</summary>
    public Uri Anyone => new($"http://127.0.0.1:{ports[Random.Shared.Next(Answering)]}");

    PrivateCluster Primary => isPromoted ? pair.Replica : pair.Primary;

    string Keys => Path.Combine(folder, "keys.json");

    /// <summary>Opens a marketplace with so many units of one offer.</summary>
    public static async Task<Town> OpenAsync(string feed, int units, RealKafka? kafka = null)
    {
        var town = new Town(feed, kafka, await PairedCluster.StartAsync());
        await Migrator.RunAsync(town.Primary.ConnectionString(), Marketplace.Migrations);
        Vault.Create(town.Keys);
        if (RedisProgram.Find() is { } program)
            town.redis = await PrivateRedis.StartAsync(Path.Combine(town.folder, "redis"), program);
        await town.SellAsync(units);
        await town.KeepWhatIsAnsweredAsync();
        for (var one = 0; one < Roles.Length; one++) town.Start(one);
        return town;
    }

    /// <summary>Whom one can kill now, each with how.</summary>
    public IReadOnlyList<(string Name, Func<Random, Task> KillAsync)> Victims =>
    [
        .. Roles.Select((roles, one) => (roles, (Func<Random, Task>)(random => KillAndStartAsync(one, random)))),
        ("PostgreSQL", _ => KillBackendAsync()),
        .. isPromoted ? Array.Empty<(string, Func<Random, Task>)>() : [("replica", KillReplicaAsync)],
        .. redis is null ? Array.Empty<(string, Func<Random, Task>)>() : [("Redis", _ => KillRedisAsync())],
        .. kafka is null || !RealKafka.CanBeKilled ? Array.Empty<(string, Func<Random, Task>)>()
            : [("broker", _ => RealKafka.KillAsync())],
    ];

    /// <summary>The primary dies for good, and the replica takes its place.</summary>
    public async Task PromoteAsync()
    {
        await Launched.UntilAsync(async () => (bool)(await SqlAsync("""
            select exists (select from pg_stat_replication where sync_state = 'sync' and state = 'streaming')
            """))!, "the replica does not follow");
        await PairedCluster.KillAsync(pair.Primary);
        await pair.Replica.PromoteAsync();
        isPromoted = true;
    }

    /// <summary>Its processes take another feed, one after the other while the others go on.</summary>
    public async Task ChangeFeedAsync(string another)
    {
        feed = another;
        for (var one = 0; one < Roles.Length; one++)
        {
            Kill(one);
            Start(one);
            await AnswersAsync(one);
        }
    }

    public async Task<object?> SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            Primary.ConnectionString() + ";Pooling=false;Timeout=60;Command Timeout=120");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The command itself, as an operator gives it; what it said where it was not content.</summary>
    public async Task<string> VerifyAsync(string what)
    {
        var start = Program("verify", what);
        foreach (var (name, value) in Settings) start.Environment[name.Replace(":", "__")] = value;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var trouble = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? "" : $"{await said}{await trouble}";
    }

    public async ValueTask DisposeAsync()
    {
        for (var one = 0; one < processes.Length; one++) Kill(one);
        if (redis is not null) await redis.DisposeAsync();
        await pair.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    Dictionary<string, string> Settings => new()
    {
        ["Feria:Postgres"] = pair.ConnectionString(PrivateCluster.Owner) + ";Maximum Pool Size=20",
        ["Feria:Keys"] = Keys,
        ["Feria:Feed"] = feed,
        ["Feria:PatienceSeconds"] = "30",
        ["Feria:Redis"] = redis?.Address ?? "",
        ["Feria:Kafka"] = kafka?.Address ?? "",
    };

    async Task SellAsync(int units)
    {
        var (store, product, variant) = (Id.New(), Id.New(), Id.New());
        await SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency)
            values ('{store}', 'store', 'Store', 'BR', 'BRL');
            insert into catalog.product (id, slug, title, language) values ('{product}', 'thing', 'Thing', 'en');
            insert into catalog.variant (id, product_id) values ('{variant}', '{product}');
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values ('{Offer}', '{variant}', '{store}', 'SKU', 1000, 'BRL');
            insert into inventory.stock (region, offer_id, on_hand) values ('main', '{Offer}', {units});
            insert into inventory.movement (region, id, offer_id, kind, units_from, units_to)
            values ('main', '{Id.New()}', '{Offer}', 'initial', 0, {units});
            insert into kernel.event (region, id, shard, visible_from, kind, key, body)
            values ('main', '{Id.New()}', {Shard.Of(product)}, 1, 'catalog.product-put.v1', '{product}',
                '{JsonSerializer.Serialize(new ProductPut(product), Json.Options)}')
            """);
    }

    // A commit is answered when the replica has it too: only so can a promotion lose nothing.
    async Task KeepWhatIsAnsweredAsync()
    {
        var superuser = new NpgsqlConnectionStringBuilder(pair.Primary.ConnectionString())
        {
            Username = "postgres", Pooling = false,
        };
        await using var connection = new NpgsqlConnection(superuser.ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in new[] { "alter system set synchronous_standby_names = '*'", "select pg_reload_conf()" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    void Start(int one)
    {
        var start = Program(
        [
            "serve", $"--roles={Roles[one]}", $"--urls=http://127.0.0.1:{ports[one]}", "--environment=Testing",
            "--Logging:LogLevel:Default=None",
            .. Settings.Where(setting => setting.Value.Length > 0).Select(one => $"--{one.Key}={one.Value}"),
        ]);
        processes[one] = Process.Start(start)!;
        processes[one]!.BeginOutputReadLine();
        processes[one]!.BeginErrorReadLine();
    }

    static ProcessStartInfo Program(params string[] arguments) =>
        new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "feria.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["FERIA_ROOT"] = TestCluster.Root },
        };

    async Task AnswersAsync(int one)
    {
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{ports[one]}") };
        await Launched.UntilAsync(async () =>
        {
            try
            {
                return (await http.GetAsync("/readyz")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, $"{Roles[one]} does not answer");
    }

    void Kill(int one)
    {
        if (processes[one] is not { } process) return;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        processes[one] = null;
    }

    async Task KillAndStartAsync(int one, Random random)
    {
        Kill(one);
        await Task.Delay(random.Next(50, 500));
        Start(one);
    }

    async Task KillReplicaAsync(Random random)
    {
        await PairedCluster.KillAsync(pair.Replica);
        await Task.Delay(random.Next(50, 500));
        await pair.Replica.StartAgainAsync();
    }

    // One of its processes: PostgreSQL then ends all others and recovers, as after a crash.
    async Task KillBackendAsync()
    {
        try
        {
            var victim = (int)(await SqlAsync("""
                select pid from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid() order by random() limit 1
                """))!;
            await KillAsync(victim);
        }
        catch (Exception away) when (away is NpgsqlException or NullReferenceException)
        {
            // It is just recovering from the last time.
        }
    }

    // Whoever started it begins it again, empty.
    Task KillRedisAsync() => RunAsync("pkill", "-9", "-f", $"redis-server 127.0.0.1:{redis!.Port}");

    static Task KillAsync(int process) => RunAsync("kill", "-9", $"{process}");

    static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(command[0], command[1..]);
        await process.WaitForExitAsync();
    }
}
