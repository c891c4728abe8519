using System.CommandLine;

namespace Feria.Launch;

/// <summary>Brings the database to this version's schema.</summary>
static class Migrate
{
    public static readonly Command Command =
        CommandLine.Does("migrate", "Bring the database to this version's schema.", RunAsync);

    static async Task<int> RunAsync(CancellationToken stop)
    {
        await using var installation = await Installation.OpenAsync();
        var applied = await installation.MigrateAsync(stop);
        foreach (var migration in applied) Say.Line($"applied db/{migration.Module}/{migration.Name}");
        Say.Line(applied.Count == 0 ? "Nothing to do: the database is at this version." : $"{applied.Count} applied.");
        return 0;
    }
}
