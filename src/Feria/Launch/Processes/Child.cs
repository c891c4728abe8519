using System.Diagnostics;

namespace Feria.Launch;

/// <summary>
/// A program that lives no longer than we do. The shell around it waits for it, and ends it when the pipe we hold open
/// closes, which the kernel does for us even after kill -9. A shell starts it with SIGINT ignored, so Ctrl-C ends
/// it only once we are done with it.
/// </summary>
public sealed class Child : IDisposable
{
    const string Script = """
        trap '' INT HUP
        exec 3<&0
        "$@" </dev/null 3<&- &
        child=$!
        (cat <&3 >/dev/null; kill "$child" 2>/dev/null) >/dev/null 2>&1 &
        exec 3<&-
        wait "$child"
        """;

    readonly Process process;

    Child(Process process) => (this.process, Ended) = (process, process.WaitForExitAsync());

    /// <summary>Completes when the program has ended by itself.</summary>
    public Task Ended { get; }

    public static Child Start(string[] command, IReadOnlyDictionary<string, string> environment, string logFile)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"exec >>\"$0\" 2>&1\n{Script}", logFile, .. command])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(15))) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
