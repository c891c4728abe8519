using System.Diagnostics;

namespace Feria.Launch;

/// <summary>Something the person at the keyboard has to know or do; its message is the whole story.</summary>
public sealed class CannotLaunch(string message) : Exception(message);

/// <summary>Runs the few outside programs the launcher needs.</summary>
public static class Outside
{
    public sealed record Result(int Code, string Said);

    /// <summary>Runs a program that must succeed and gives what it said.</summary>
    public static async Task<string> RunAsync(params string[] command)
    {
        var result = await TryAsync(command);
        return result.Code == 0
            ? result.Said
            : throw new CannotLaunch($"This command failed: {string.Join(' ', command)}\n{result.Said}");
    }

    public static Task<Result> TryAsync(params string[] command) => TryAsync(command, new Dictionary<string, string>());

    public static async Task<Result> TryAsync(
        string[] command, IReadOnlyDictionary<string, string> environment, TimeSpan? atMost = null)
    {
        // Started from / because a dropped user may not be allowed to stand in the caller's folder.
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        using var process = TryStart(start, out var trouble);
        if (process is null) return new(127, trouble);
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(atMost ?? TimeSpan.FromMinutes(30));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new(-1, (await said + await complained).Trim() + "\nEnded: it took too long.");
        }

        return new(process.ExitCode, (await said + await complained).Trim());
    }

    static Process? TryStart(ProcessStartInfo start, out string trouble)
    {
        trouble = "";
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            trouble = missing.Message;
            return null;
        }
    }

    /// <summary>Runs a program at our own terminal and gives its exit code.</summary>
    public static async Task<int> ShowAsync(string[] command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>The full path of a program on the PATH, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Concat(["/usr/sbin", "/sbin"])
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
