namespace Feria.Launch;

/// <summary>A child that is begun again, a second later, whenever it dies; until we are done with it.</summary>
sealed class KeptChild : IAsyncDisposable
{
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource ending = new();
    readonly Func<Child> start;
    readonly Task watch;
    Child child;

    KeptChild(Func<Child> start)
    {
        this.start = start;
        child = start();
        watch = WatchAsync();
    }

    public static KeptChild Start(
        string[] command, IReadOnlyDictionary<string, string> environment, string logFile) =>
        new(() => Child.Start(command, environment, logFile));

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
