using System.CommandLine;

namespace Feria.Launch;

/// <summary>Throws this folder's marketplace away: database, secrets, journals. The next up begins anew.</summary>
static class Reset
{
    public static readonly Command Command = Make();

    static Command Make()
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("reset", "Throw this folder's marketplace away, with all it holds.")
        {
            yes,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(yes)));
        return command;
    }

    static async Task<int> RunAsync(bool sure)
    {
        var checkout = Checkout.Find();
        var folder = await checkout.ClusterFolderAsync("postgres");
        if (!sure && !Agrees($"This deletes the database in {folder} and the keys that open its sealed columns."))
        {
            Say.Trouble("Nothing was deleted. (./feria reset --yes does not ask.)");
            return 1;
        }

        await Down.RunAsync(checkout);
        foreach (var part in new[]
            {
                folder, await checkout.ClusterFolderAsync("replica"), checkout.Secrets, checkout.GatewayFolder,
                checkout.WideFolder, checkout.HaproxyFolder, checkout.RedisFolder,
            })
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
        File.Delete(checkout.EmptyMark);
        Say.Line("Deleted. ./feria up begins anew.");
        return 0;
    }

    static bool Agrees(string consequence)
    {
        if (Console.IsInputRedirected) return false;
        Console.Write($"{consequence}\nType yes to go on: ");
        return Console.ReadLine()?.Trim() is "yes";
    }
}
