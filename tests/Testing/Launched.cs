using System.Diagnostics;
using System.Text;

namespace Feria.Testing;

/// <summary>The launcher itself, as a process that works in a folder of its own.</summary>
public sealed class Launched : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly Process process;
    readonly StringBuilder said = new();

    public Launched(string root, params string[] arguments)
        : this(root, new Dictionary<string, string>(), arguments)
    {
    }

    public Launched(string root, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "feria.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FERIA_ROOT"] = root;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public string Said
    {
        get { lock (said) return said.ToString(); }
    }

    /// <summary>Where it says it runs, once it does.</summary>
    public async Task<Uri> AddressAsync()
    {
        const string words = "Feria runs at ";
        await UntilAsync(() => process.HasExited
            ? throw new InvalidOperationException(Said)
            : Task.FromResult(Said.Contains(words)), "it never said where it runs");
        return new(Said[(Said.IndexOf(words, StringComparison.Ordinal) + words.Length)..].Split('\n')[0].Trim());
    }

    public async Task<int> CodeAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public void KillHard()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited) KillHard();
        process.Dispose();
    }

    public static async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        for (var until = DateTimeOffset.UtcNow + Patience; DateTimeOffset.UtcNow < until; await Task.Delay(50))
            if (await holds())
                return;
        Assert.Fail(otherwise);
    }

    void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (said) said.AppendLine(line.Data);
    }
}
