using Feria.Accounts;
using Feria.Demo;

namespace Feria.Launch;

/// <summary>
/// The database a command works on: the one named in Feria__Postgres, else the checkout's private cluster, opened for
/// as long as the command runs.
/// </summary>
sealed class Installation : IAsyncDisposable
{
    Installation(Checkout checkout, PrivateCluster? cluster, string postgres) =>
        (Checkout, Cluster, Postgres) = (checkout, cluster, postgres);

    public Checkout Checkout { get; }
    public PrivateCluster? Cluster { get; }
    public string Postgres { get; }

    public static string? Given =>
        Environment.GetEnvironmentVariable("Feria__Postgres") is { Length: > 0 } given ? given : null;

    public static async Task<Installation> OpenAsync()
    {
        var checkout = Checkout.Find();
        checkout.Prepare();
        Vault.Create(checkout.Keys);
        if (Given is { } given) return new(checkout, null, given);

        var folder = await checkout.ClusterFolderAsync("postgres");
        var binaries = await InstallPostgres.FindOrInstallAsync(checkout, folder);
        var cluster = await PrivateCluster.OpenAsync(folder, binaries, Durability.Full);
        return new(checkout, cluster, cluster.ConnectionString());
    }

    /// <summary>
    /// Of whom a second step is asked: the demo's accounts are there to be tried, by a password everybody reads.
    /// </summary>
    public string SecondStep => Environment.GetEnvironmentVariable("Feria__SecondStep") is { Length: > 0 } given ? given
        : IsDemo ? SecondStepPolicy.Nobody
        : SecondStepPolicy.Staff;

    /// <summary>Whether it is filled with the demo: never a database somebody named.</summary>
    public bool IsDemo => Cluster is not null && !File.Exists(Checkout.EmptyMark);

    /// <summary>Applies the missing migrations and gives them.</summary>
    public Task<IReadOnlyList<Migrator.Migration>> MigrateAsync(CancellationToken stop) =>
        Migrator.RunAsync(Postgres, Marketplace.Migrations, stop);

    /// <summary>The configuration the application is built with, as its arguments.</summary>
    public string[] Settings(params (string Name, string Value)[] more) =>
    [
        $"--Feria:PlainLogs={!Console.IsOutputRedirected}",
        $"--contentRoot={AppContext.BaseDirectory}",
        .. Named(more).Select(setting => $"--{setting.Key}={setting.Value}"),
    ];

    /// <summary>The configuration of a process of its own, by name.</summary>
    public IReadOnlyDictionary<string, string> Named(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Feria:Postgres"] = Postgres,
            ["Feria:Objects"] = Environment.GetEnvironmentVariable("Feria__Objects") ?? Checkout.Objects,
            ["Feria:Keys"] = Environment.GetEnvironmentVariable("Feria__Keys") ?? Checkout.Keys,
        };
        foreach (var (name, value) in more) settings[name] = value;
        return settings;
    }

    /// <summary>
    /// Fills a new marketplace with the demo, before it serves, so that the first page is full.
    /// </summary>
    /// <param name="services">Of the application, which need not be running.</param>
    public async Task FillAsync(IServiceProvider services, CancellationToken stop)
    {
        if (!IsDemo) return;
        await DemoMarketplace.SeedAsync(services, Say.Bar("Setting up the demo marketplace"), stop);
    }

    public ValueTask DisposeAsync() => Cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}
