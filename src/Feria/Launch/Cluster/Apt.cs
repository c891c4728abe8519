namespace Feria.Launch;

/// <summary>Debian's package tool, as root or through a sudo that asks for nothing.</summary>
static class Apt
{
    static readonly string[] Sudo = Environment.IsPrivilegedProcess ? [] : ["sudo", "--non-interactive"];

    static bool updated;

    public static async Task<bool> CanInstallAsync() =>
        Outside.Find("apt-get") is not null
        && (Sudo.Length == 0 || Outside.Find("sudo") is not null)
        && (await Outside.TryAsync([.. Sudo, "true"])).Code == 0;

    public static async Task UpdateAsync()
    {
        if (updated) return;
        await AsRootAsync("apt-get", "update", "--quiet");
        updated = true;
    }

    public static async Task InstallAsync(params string[] packages)
    {
        string[] install =
        [
            "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--quiet",
            "-o", "DPkg::Lock::Timeout=300",
            "--no-install-recommends", .. packages,
        ];
        // A fresh machine has no package lists, a stale one has old ones: ask for new ones only when it matters.
        if ((await Outside.TryAsync([.. Sudo, .. install])).Code == 0) return;
        await UpdateAsync();
        await AsRootAsync(install);
    }

    public static Task<string> AsRootAsync(params string[] command) => Outside.RunAsync([.. Sudo, .. command]);
}
