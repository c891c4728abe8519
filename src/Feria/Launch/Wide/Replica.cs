using Npgsql;

namespace Feria.Launch;

/// <summary>
/// A replica of the installation's private cluster, for as long as a wide installation runs. It is copied anew each
/// time: what an old one missed meanwhile may be gone, and the copy takes seconds.
/// </summary>
sealed class Replica : IAsyncDisposable
{
    readonly PrivateCluster cluster;
    readonly CancellationTokenSource ending = new();
    readonly Task kept;

    Replica(PrivateCluster cluster, string postgres)
    {
        (this.cluster, Postgres) = (cluster, postgres);
        kept = cluster.KeepAsync(ending.Token);
    }

    /// <summary>A connection string that names the primary and the replica.</summary>
    public string Postgres { get; }

    public static async Task<Replica> StartAsync(Checkout checkout, PrivateCluster primary)
    {
        var folder = await checkout.ClusterFolderAsync("replica");
        await PrivateCluster.EmptyAsync(folder, primary.Binaries);
        var cluster = await primary.FollowAsync(folder);
        var (one, other) = (
            new NpgsqlConnectionStringBuilder(primary.ConnectionString()),
            new NpgsqlConnectionStringBuilder(cluster.ConnectionString()));
        one.Host = $"{one.Host}:{one.Port},{other.Host}:{other.Port}";
        return new(cluster, one.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await kept;
        await cluster.DisposeAsync();
        ending.Dispose();
    }
}
