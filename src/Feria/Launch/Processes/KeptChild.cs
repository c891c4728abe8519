namespace Feria.Launch;

/// <summary>A child that is begun again, a second later, whenever it dies; until we are done with it.</summary>
sealed class KeptChild : IAsyncDisposable
{
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource ending = new();
    readonly Func<Child> start;
    readonly Task watch;
    Child child;

    KeptChild(Func<Child> start, Child first)
    {
        this.start = start;
        child = first;
        watch = WatchAsync();
    }

    public static KeptChild Start(string[] command, IReadOnlyDictionary<string, string> environment, string logFile)
    {
        Child Begin() => Child.Start(command, environment, logFile);
        return new(Begin, Begin());
    }

    /// <summary>Starts a server that may find its port taken.</summary>
    /// <param name="answers">Whether it serves; stopped when the program ends before it does.</param>
    /// <returns>Null, and nothing left running, where it ended or never served.</returns>
    public static async Task<KeptChild?> StartAsync(
        string[] command, string logFile, Func<CancellationToken, Task<bool>> answers)
    {
        Child Begin() => Child.Start(command, new Dictionary<string, string>(), logFile);
        var first = Begin();
        using var stop = new CancellationTokenSource();
        var answer = answers(stop.Token);
        await Task.WhenAny(answer, first.Ended);
        var ended = first.Ended.IsCompleted;
        await stop.CancelAsync();
        if (await answer && !ended) return new(Begin, first);
        first.Dispose();
        return null;
    }

    async Task WatchAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            await Task.WhenAny(child.Ended, Task.Delay(Timeout.Infinite, ending.Token));
            if (ending.IsCancellationRequested) return;
            await Task.WhenAny(Task.Delay(Rest, ending.Token));
            if (ending.IsCancellationRequested) return;
            child.Dispose();
            child = start();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await watch;
        // Ending it may take its time: several are ended at once.
        await Task.Run(child.Dispose);
        ending.Dispose();
    }
}
