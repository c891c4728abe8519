namespace Feria.Launch;

/// <summary>The Redis server's program: found here, or brought by the distribution's package.</summary>
public static class RedisProgram
{
    /// <summary>
    /// Debian's package that holds the program. The package redis-server adds a system service to it, which would start
    /// at once and at every boot though nobody asked for it.
    /// </summary>
    public const string Package = "redis-tools";

    // In Debian the server and the checker are one program, which tells by its name what it is to be; the package above
    // has it under the checker's name only.
    static readonly string[] Names = ["redis-server", "valkey-server", "redis-check-rdb"];

    /// <summary>The program's path, or null.</summary>
    public static string? Find() => Names.Select(Outside.Find).FirstOrDefault(path => path is not null);

    public static async Task<string> FindOrInstallAsync()
    {
        if (Find() is { } found) return found;
        if (await Apt.CanInstallAsync())
        {
            Say.Line($"Redis is missing: installing {Package}.");
            await Apt.InstallAsync(Package);
        }

        return Find() ?? throw new CannotLaunch("Feria wants a Redis of its own here and found no redis-server. "
            + "Install it (in Debian: sudo apt-get install redis-tools), or name one in Feria__Redis.");
    }
}
