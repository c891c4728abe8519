namespace Feria.Launch;

/// <summary>
/// Who runs PostgreSQL, which refuses to run as root: ourselves, or, when we are root, the user postgres
/// (else nobody).
/// </summary>
public sealed record Unprivileged(string User, string[] Prefix)
{
    /// <summary>The user for a cluster; one that exists already keeps the user who owns its data.</summary>
    public static async Task<Unprivileged> ChooseAsync(string data)
    {
        if (!Environment.IsPrivilegedProcess) return new(Environment.UserName, []);

        var setpriv = Outside.Find("setpriv")
            ?? throw new CannotLaunch("PostgreSQL does not run as root and setpriv (package util-linux) is missing "
                + "to become another user. Install it, or start Feria as an ordinary user.");
        if (Directory.Exists(data)
            && (await Outside.RunAsync("stat", "--format=%u %g", data)).Split(' ') is [not "0", _] owner)
            return As(owner[0], owner[0], owner[1]);
        foreach (var name in new[] { "postgres", "nobody" })
            if (Find(name) is { } ids)
                return As(name, ids.User, ids.Group);
        throw new CannotLaunch("PostgreSQL does not run as root and neither user postgres nor nobody exists here. "
            + "Start Feria as an ordinary user.");

        Unprivileged As(string name, string user, string group) =>
            new(name, [setpriv, $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"]);
    }

    public bool IsOther => Prefix.Length > 0;

    public Task<string> RunAsync(params string[] command) => Outside.RunAsync([.. Prefix, .. command]);

    public Task<Outside.Result> TryAsync(params string[] command) => Outside.TryAsync([.. Prefix, .. command]);

    /// <summary>Makes a folder only this user (and root) can enter.</summary>
    public Task MakeFolderAsync(string folder) =>
        Outside.RunAsync(IsOther
            ? ["install", "--directory", "--mode=0700", $"--owner={User}", folder]
            : ["install", "--directory", "--mode=0700", folder]);

    /// <summary>Whether this user can get to a folder: every parent must let it through.</summary>
    public async Task<bool> CanReachAsync(string folder) => (await TryAsync("test", "-x", folder)).Code == 0;

    static (string User, string Group)? Find(string name) =>
        File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .FirstOrDefault(parts => parts[0] == name) is { Length: > 3 } found
            ? (found[2], found[3])
            : null;
}
