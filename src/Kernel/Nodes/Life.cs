namespace Feria.Kernel;

/// <summary>
/// A node's life from when it was found to when it is down. Who waits hears of its end at once; the driver is told
/// afterwards, because it takes seconds a command to ask a server that does not answer to cancel.
/// </summary>
sealed class Life
{
    readonly CancellationTokenSource known = new();
    readonly CancellationTokenSource commands = new();

    /// <summary>For those who wait.</summary>
    public CancellationToken Known => known.Token;

    /// <summary>For the driver.</summary>
    public CancellationToken Commands => commands.Token;

    public async Task EndAsync()
    {
        await known.CancelAsync();
        await commands.CancelAsync();
    }
}
