using System.CommandLine;

namespace Feria.Launch;

/// <summary>Stops what <c>up</c> started, from another terminal; also a cluster left by a killed one.</summary>
static class Down
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static readonly Command Command =
        CommandLine.Does("down", "Stop the marketplace that runs from this folder.", _ => RunAsync(Checkout.Find()));

    public static async Task<int> RunAsync(Checkout checkout)
    {
        var stopped = false;
        if (await UpNote.ReadAsync(checkout) is { } running)
        {
            await Outside.TryAsync("kill", "-TERM", $"{running.Process}");
            using (await SharedUse.AloneAsync(checkout.UpLock, Patience)) stopped = true;
        }

        if (Directory.Exists(checkout.State))
        {
            foreach (var name in new[] { "replica", "postgres" })
            {
                var folder = await checkout.ClusterFolderAsync(name);
                if (await PostgresBinaries.FindAsync(checkout.Root, new ClusterFolder(folder).Major) is { } binaries)
                    stopped |= await PrivateCluster.StopAsync(folder, binaries);
            }
        }

        Say.Line(stopped ? "Stopped." : "Nothing was running.");
        return 0;
    }
}
