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

    public static Task InstallAsync(params string[] packages) => InstallAsync([], packages);

    /// <summary>
    /// Installs packages, some of which bring a service of the same name, for their programs alone: no service is
    /// running afterwards, nor after the next start of the machine, that was not there before.
    /// </summary>
    public static Task InstallWithoutServicesAsync(params string[] packages) =>
        InstallAsync(["sh", "-c", Quietly, string.Join(' ', packages)], packages);

    static async Task InstallAsync(string[] around, string[] packages)
    {
        string[] install =
        [
            .. around, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--quiet",
            "-o", "DPkg::Lock::Timeout=300",
            "--no-install-recommends", .. packages,
        ];
        // A fresh machine has no package lists, a stale one has old ones: ask for new ones only when it matters.
        if ((await Outside.TryAsync([.. Sudo, .. install])).Code == 0) return;
        await UpdateAsync();
        await AsRootAsync(install);
    }

    // Debian starts a service as soon as its package is there, unless the machine's policy says no.
    const string Quietly = """
        policy=/usr/sbin/policy-rc.d
        [ ! -e $policy ] || mv $policy $policy.kept
        trap 'rm -f $policy; [ ! -e $policy.kept ] || mv $policy.kept $policy' EXIT INT TERM HUP
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
        "$@" || exit
        for service in $0; do [ ! -e "/etc/init.d/$service" ] || update-rc.d "$service" disable; done
        """;

    public static Task<string> AsRootAsync(params string[] command) => Outside.RunAsync([.. Sudo, .. command]);
}
