using System.Diagnostics;

namespace Feria.Launch;

/// <summary>
/// Runs a command when this process is gone, even killed with -9: a shell that waits for the end of a pipe only we
/// hold open. Ctrl-C reaches it too (same terminal), so it ignores the signals.
/// </summary>
public sealed class Watchdog : IDisposable
{
    const string Script = """trap '' INT TERM HUP; cat >/dev/null; exec "$@" >/dev/null 2>&1""";

    readonly Process process;

    Watchdog(Process process) => this.process = process;

    public static Watchdog Start(string[] afterwards) =>
        new(Process.Start(new ProcessStartInfo("sh", ["-c", Script, "feria-watchdog", .. afterwards])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
        })!);

    /// <summary>Calls it off: whoever gets here has cleaned up.</summary>
    public void Dispose()
    {
        process.Kill();
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
