using System.CommandLine;

namespace Feria.Launch;

/// <summary>Measures: hands everything after the word to the bench project.</summary>
static class Bench
{
    public static readonly Command Command = Make();

    static Command Make()
    {
        var rest = new Argument<string[]>("arguments")
        {
            Description = "What to measure; all scenarios without. `help` lists them.",
        };
        var command = new Command("bench", "Measure this machine against the numbers in the documentation.") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, _) =>
            RunAsync([.. parsed.GetValue(rest)!, .. parsed.UnmatchedTokens]));
        return command;
    }

    static async Task<int> RunAsync(string[] arguments)
    {
        var checkout = Checkout.Find();
        checkout.Prepare();
        var project = Path.Combine(checkout.Root, "bench", "Bench.csproj");
        await using var cluster = await PrivateClusterOf(checkout);
        return await Outside.ShowAsync(
            ["dotnet", "run", "--configuration", "Release", "--verbosity", "quiet", "--project", project, "--",
                .. arguments is ["help"] ? ["--help"] : arguments],
            new Dictionary<string, string>
            {
                ["FERIA_BENCH_POSTGRES"] = cluster.ConnectionString(),
                ["FERIA_BENCH_APP"] = AppContext.BaseDirectory,
            });
    }

    // A cluster of its own with production's settings: figures taken with fsync off would be lies.
    static async Task<PrivateCluster> PrivateClusterOf(Checkout checkout)
    {
        var folder = await checkout.ClusterFolderAsync("bench");
        var binaries = await InstallPostgres.FindOrInstallAsync(checkout, folder);
        return await PrivateCluster.OpenAsync(folder, binaries, Durability.Full);
    }
}
