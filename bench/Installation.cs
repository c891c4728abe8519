using Feria.Kernel;
using Feria.Launch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Bench;

/// <summary>An empty installation on the bench's own cluster, really listening, dropped afterwards.</summary>
sealed class Installation : IAsyncDisposable
{
    readonly string server = Environment.GetEnvironmentVariable("FERIA_BENCH_POSTGRES")
        ?? throw new InvalidOperationException("Start it as ./feria bench: that brings up a PostgreSQL of its own.");

    readonly string name;
    readonly string folder;
    readonly bool isGuest;
    readonly string? redis;
    WebApplication? app;
    Child? outside;

    Installation(Installation? host, string? redis = null)
    {
        isGuest = host is not null;
        this.redis = host?.redis ?? redis;
        name = host?.name ?? $"bench_{Guid.NewGuid():N}";
        folder = host?.folder ?? Directory.CreateTempSubdirectory("feria-bench-").FullName;
    }

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
        var installation = new Installation(host: null, redis);
        await installation.SqlAsync($"create database {installation.name}", installation.server);
        await Migrator.RunAsync(installation.Here, Marketplace.Migrations);
        Vault.Create(installation.Keys);
        installation.app = Marketplace.Build(installation.Settings);
        return installation;
    }

    /// <summary>Another process's worth of the application on the same database.</summary>
    public async Task<Installation> JoinAsync()
    {
        var installation = new Installation(this);
        installation.app = Marketplace.Build(installation.Settings);
        await installation.StartAsync();
        return installation;
    }

    /// <summary>
    /// Lets a process of its own serve, set as an operator finds it: who measures shares neither threads nor memory
    /// with it.
    /// </summary>
    public async Task ServeOutsideAsync(CancellationToken stop)
    {
        var port = FreePort.Any();
        outside = Child.Start(
            ["dotnet", Path.Combine(AppContext.BaseDirectory, "feria.dll"), "serve", $"--urls=http://127.0.0.1:{port}",
                "--environment=Production", "--Logging:LogLevel:Default=Warning", $"--Feria:Postgres={Here}",
                $"--Feria:Keys={Keys}", "--Feria:AllowanceScale=1000"],
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

    public async Task<object?> SqlAsync(string sql, string? connection = null)
    {
        await using var opened = new NpgsqlConnection((connection ?? Here) + ";Pooling=false;Command Timeout=600");
        await opened.OpenAsync();
        await using var command = new NpgsqlCommand(sql, opened);
        return await command.ExecuteScalarAsync();
    }

    string Log => Path.Combine(folder, "feria.log");

    string Keys => Path.Combine(folder, "keys.json");

    string Here => new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;

    string[] Settings =>
    [
        "--urls=http://127.0.0.1:0", "--environment=Production", "--Logging:LogLevel:Default=Warning",
        $"--Feria:Postgres={Here};Maximum Pool Size=32", $"--Feria:Keys={Keys}",
        "--Feria:RebuildPerSecond=100000", $"--Feria:Redis={redis}",
    ];

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

        if (isGuest) return;
        NpgsqlConnection.ClearAllPools();
        await SqlAsync($"drop database if exists {name} with (force)", server);
        Directory.Delete(folder, recursive: true);
    }
}
