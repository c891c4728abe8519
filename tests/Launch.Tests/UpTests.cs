using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Feria.Launch.Tests;

/// <summary>The launcher itself, as a process in a folder of its own.</summary>
public sealed class UpTests : IDisposable
{
    readonly string root = Path.Combine("/tmp", $"feria-{Guid.NewGuid():N}"[..18]);
    readonly List<Launched> started = [];
    readonly HttpClient http = new();

    public UpTests() => Directory.CreateDirectory(root);

    [Fact]
    public async Task Up_serves_says_so_the_second_time_and_stops_with_all_it_started()
    {
        using var taken = Listen();
        var first = Start("up", "--empty");
        var address = await first.AddressAsync();
        Assert.NotEqual(8080, address.Port);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(address, "/readyz"))).StatusCode);

        var second = Start("up", "--empty");
        Assert.Equal(0, await second.CodeAsync());
        Assert.Contains($"already runs at {address.ToString().TrimEnd('/')}", second.Said);

        Assert.Equal(0, await Start("down").CodeAsync());
        Assert.Equal(0, await first.CodeAsync());
        Assert.Null(Cluster.RunningPostmaster());
        Assert.False(await GatewayLivesAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(address, "/healthz")));
    }

    [Fact]
    public async Task Killed_hard_it_leaves_nothing_running_and_recovers_at_the_next_start()
    {
        var first = Start("up", "--empty");
        await first.AddressAsync();
        first.KillHard();
        await Launched.UntilAsync(
            () => Task.FromResult(Cluster.RunningPostmaster() is null), "the cluster outlived its launcher");
        await Launched.UntilAsync(async () => !await GatewayLivesAsync(), "the gateway outlived its launcher");

        var second = Start("up", "--empty");
        var address = await second.AddressAsync();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(address, "/readyz"))).StatusCode);
    }

    [Fact]
    public async Task A_database_killed_hard_is_begun_again_under_the_running_marketplace()
    {
        var up = Start("up", "--empty");
        var address = await up.AddressAsync();
        var before = Cluster.RunningPostmaster()!;
        using (var postmaster = Process.GetProcessById(before.Id)) postmaster.Kill();

        await Launched.UntilAsync(
            () => Task.FromResult(Cluster.RunningPostmaster() is { } now && now.Id != before.Id), "no new postmaster");
        await Launched.UntilAsync(
            async () => (await http.GetAsync(new Uri(address, "/readyz"))).IsSuccessStatusCode, "not ready again");
    }

    [Fact]
    public async Task Up_gives_the_connections_of_its_start_back_once_there_is_little_to_do()
    {
        await Start("up", "--empty").AddressAsync();
        var served = File.GetLastWriteTimeUtc(Path.Combine(root, ".feria", "up.json"));

        await Launched.UntilAsync(async () => await AskAsync($"""
            select count(*) from pg_stat_activity
            where application_name in ('feria-read', 'feria-write') and backend_start < '{served:O}'
            """) is 0L, "the connections stay");
    }

    [Fact]
    public async Task A_reset_that_nobody_confirms_deletes_nothing()
    {
        Assert.Equal(0, await Start("migrate").CodeAsync());

        var unsure = Start("reset");
        Assert.Equal(1, await unsure.CodeAsync());
        Assert.NotNull(Cluster.Major);

        Assert.Equal(0, await Start("reset", "--yes").CodeAsync());
        Assert.Null(Cluster.Major);
        Assert.False(Directory.Exists(Path.Combine(root, ".feria", "secrets")));
    }

    [Fact]
    public async Task The_doctor_says_what_is_in_use()
    {
        Assert.Equal(0, await Start("migrate").CodeAsync());

        var doctor = Start("doctor");

        Assert.Equal(0, await doctor.CodeAsync());
        Assert.Contains("PostgreSQL", doctor.Said);
        Assert.Contains(Path.Combine(root, ".feria", "postgres"), doctor.Said);
        Assert.Contains("Redis        none: hot copies are kept", doctor.Said);
        Assert.DoesNotContain("BAD", doctor.Said);
    }

    public void Dispose()
    {
        foreach (var one in started) one.Dispose();
        http.Dispose();
        // What was killed above is cleared away by its watchdog.
        for (var patience = 100; patience > 0 && Cluster.RunningPostmaster() is not null; patience--) Thread.Sleep(100);
        Directory.Delete(root, recursive: true);
    }

    ClusterFolder Cluster => new(Path.Combine(root, ".feria", "postgres"));

    Launched Start(params string[] arguments)
    {
        var one = new Launched(root, arguments);
        started.Add(one);
        return one;
    }

    // Whether or not something else has it already, 8080 is taken now.
    static TcpListener? Listen()
    {
        try
        {
            var listener = new TcpListener(IPAddress.Loopback, Up.WantedPort);
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = Cluster.Socket, Port = Cluster.RunningPostmaster()!.Port, Username = PrivateCluster.Owner,
            GssEncryptionMode = GssEncryptionMode.Disable, Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    async Task<bool> GatewayLivesAsync()
    {
        var living = await Outside.TryAsync("pgrep", "-f", Path.Combine(root, ".feria", "gateway"));
        return living.Code == 0;
    }
}
