using Feria.Kernel;
using Feria.Launch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Bench;

/// <summary>An installation on the bench's own cluster, really listening, dropped afterwards.</summary>
sealed class Installation : IAsyncDisposable
{
    // As people run it; who calls the bench another way measures what was built beside it.
    static string Published => Environment.GetEnvironmentVariable("FERIA_BENCH_APP") ?? AppContext.BaseDirectory;

    // What verifies everything at night would be in the figures of that hour.
    const string NoNight = "--Feria:VerifyHour=24";

    static string Server => Environment.GetEnvironmentVariable("FERIA_BENCH_POSTGRES")
        ?? throw new InvalidOperationException("Start it as ./feria bench: that brings up a PostgreSQL of its own.");

    readonly string name;
    readonly string folder;
    readonly bool isKept;
    readonly string? redis;
    WebApplication? app;
    Child? outside;

    Installation(string name, string folder, bool isKept, string? redis) =>
        (this.name, this.folder, this.isKept, this.redis) = (name, folder, isKept, redis);

    public string ConnectionString => Here;

    public HttpClient Http { get; private set; } = null!;
    public IServiceProvider Services => app!.Services;
    public Database Database => Services.GetRequiredService<Database>();

    /// <param name="redis">Address of the store its processes share; null where each keeps its own.</param>
    public static async Task<Installation> OpenAsync(string? redis = null)
    {
        var installation = await PrepareAsync(redis);
        await installation.StartAsync();
        return installation;
    }

    /// <summary>One whose application is there to be asked for its parts, but does not run.</summary>
    public static async Task<Installation> PrepareAsync(string? redis = null)
    {
        var name = NewName();
        await OnServerAsync($"create database {name}");
        return await OverAsync(name, keys: null, isKept: false, redis);
    }

    /// <summary>The same on a database that is there.</summary>
    /// <param name="keys">What its person data is sealed with; null makes new ones.</param>
    /// <param name="isKept">Whether it stays when this is disposed of.</param>
    public static async Task<Installation> OverAsync(string name, string? keys, bool isKept, string? redis = null)
    {
        var folder = Directory.CreateTempSubdirectory("feria-bench-").FullName;
        var installation = new Installation(name, folder, isKept, redis);
        await Migrator.RunAsync(installation.Here, Marketplace.Migrations);
        if (keys is not null) await File.WriteAllTextAsync(installation.Keys, keys);
        else Vault.Create(installation.Keys);
        installation.app = Marketplace.Build(installation.Settings);
        return installation;
    }

    public static string NewName() => $"bench_{Guid.NewGuid():N}";

    /// <summary>Where a database of this name is.</summary>
    public static string At(string name) =>
        new NpgsqlConnectionStringBuilder(Server) { Database = name }.ConnectionString;

    /// <summary>A statement outside of any of our databases.</summary>
    public static Task<object?> OnServerAsync(string sql) => RunAsync(Server, sql);

    /// <summary>Another process's worth of the application on the same database.</summary>
    /// <param name="more">Settings of its own, as <c>--Feria:Name=value</c>.</param>
    public async Task<Installation> JoinAsync(params string[] more)
    {
        var guests = Directory.CreateTempSubdirectory("feria-bench-").FullName;
        File.Copy(Keys, Path.Combine(guests, Path.GetFileName(Keys)));
        var installation = new Installation(name, guests, isKept: true, redis) { More = more };
        installation.app = Marketplace.Build(installation.Settings);
        await installation.StartAsync();
        return installation;
    }

    /// <summary>
    /// Lets a process of its own serve, set as an operator finds it: who measures shares neither threads nor memory
    /// with it.
    /// </summary>
    /// <param name="settings">More of them, as <c>--Feria:Name=value</c>.</param>
    public async Task ServeOutsideAsync(CancellationToken stop, params string[] settings)
    {
        var port = FreePort.Any();
        outside = Child.Start(
            ["dotnet", Path.Combine(Published, "feria.dll"), "serve", $"--urls=http://127.0.0.1:{port}",
                "--environment=Production", "--Logging:LogLevel:Default=Warning", $"--Feria:Postgres={Here}",
                $"--Feria:Keys={Keys}", "--Feria:AllowanceScale=1000", "--Feria:SecondStep=nobody", NoNight,
                .. settings],
            new Dictionary<string, string>(), Log);
        Http = Client($"http://127.0.0.1:{port}");
        while (!await IsReadyAsync())
        {
            if (outside.Ended.IsCompleted) throw new InvalidOperationException(await File.ReadAllTextAsync(Log, stop));
            await Task.Delay(100, stop);
        }

        async Task<bool> IsReadyAsync()
        {
            try
            {
                return (await Http.GetAsync("/readyz", stop)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    /// <summary>Ends what <see cref="ServeOutsideAsync"/> began.</summary>
    public void EndOutside()
    {
        outside?.Dispose();
        outside = null;
    }

    public Task<object?> SqlAsync(string sql) => RunAsync(Here, sql);

    static async Task<object?> RunAsync(string connection, string sql)
    {
        await using var opened = new NpgsqlConnection(connection + ";Pooling=false;Command Timeout=0");
        await opened.OpenAsync();
        await using var command = new NpgsqlCommand(sql, opened);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Ends whoever uses a database, and the database.</summary>
    public static async Task DropAsync(string name)
    {
        // Autovacuum may be in it, which only PostgreSQL itself may end: force is refused, patience is not.
        for (var tries = 1; ; tries++)
            try
            {
                await OnServerAsync($"drop database if exists {name} with (force)");
                return;
            }
            catch (PostgresException busy) when (tries < 300
                && busy.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ObjectInUse)
            {
                await Task.Delay(200);
            }
    }

    string Log => Path.Combine(folder, "feria.log");

    /// <summary>The file of the keys that person data is sealed with.</summary>
    public string Keys => Path.Combine(folder, "keys.json");

    /// <summary>For files that are gone with it.</summary>
    public string Folder => folder;

    string Here => At(name);

    string[] Settings =>
    [
        "--urls=http://127.0.0.1:0", "--environment=Production", "--Logging:LogLevel:Default=Warning",
        $"--Feria:Postgres={Here};Maximum Pool Size=32", $"--Feria:Keys={Keys}",
        "--Feria:RebuildPerSecond=100000", "--Feria:SecondStep=nobody", NoNight, $"--Feria:Redis={redis}", .. More,
    ];

    IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Lets the application run in this process.</summary>
    public async Task StartAsync()
    {
        await app!.StartAsync();
        Http = Client(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
            .Addresses.First());
    }

    /// <summary>Ends what <see cref="StartAsync"/> began; its parts can still be asked.</summary>
    public Task StopAsync() => app!.StopAsync();

    /// <summary>Waits until every reaction has heard everything and no job is due.</summary>
    public async Task SettleAsync(TextWriter tell, CancellationToken stop)
    {
        for (var told = DateTime.UtcNow; await SqlAsync(UnsettledSql) is string left; await Task.Delay(250, stop))
        {
            if (DateTime.UtcNow - told < TimeSpan.FromSeconds(5)) continue;
            told = DateTime.UtcNow;
            await tell.WriteLineAsync($"still to do: {left}");
        }
    }

    const string UnsettledSql = """
        -- bench.installation.unsettled
        select string_agg(what, ', ')
        from (
            select 'reaction ' || p.reaction || ' in ' || count(distinct p.shard) || ' shards' as what
            from kernel.reaction r
            join kernel.reaction_position p on p.reaction = r.name
            cross join lateral unnest(r.hears) as k(kind)
            cross join lateral (
                select
                from kernel.event e
                where e.shard = p.shard and e.kind = k.kind and (e.visible_from, e.seq) > (p.visible_from, p.seq)
                limit 1) e
            group by p.reaction
            union all
            select count(*) || ' jobs ' || kind
            from kernel.job
            where due_at <= now() and parked_at is null and key is distinct from 'by the clock'
            group by kind) busy
        """;

    static HttpClient Client(string address) => new() { BaseAddress = new(address), Timeout = TimeSpan.FromMinutes(1) };

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        outside?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        if (!isKept) await DropAsync(name);
        Directory.Delete(folder, recursive: true);
    }
}
