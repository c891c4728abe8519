using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>
/// What a process knows of something, so that a look at it costs nothing. It is read as the process starts, again
/// whenever it is heard that it changed, and after a while whatever was heard.
/// </summary>
public abstract class KnownHere : BackgroundService
{
    readonly Guid subject;
    readonly TimeSpan backstop;
    readonly ILogger log;
    volatile TaskCompletionSource ring = NewRing();

    /// <param name="subject">The change that makes it look again.</param>
    /// <param name="backstop">So old what is known may be where nothing was heard.</param>
    protected KnownHere(Database database, Guid subject, TimeSpan backstop, ILogger log)
    {
        (Database, this.subject, this.backstop, this.log) = (database, subject, backstop, log);
        database.Changes.Heard += Hear;
        database.Nodes.TimelineChanged += LookAgain;
    }

    protected Database Database { get; }

    /// <summary>Reads it, soon; what was known serves until then.</summary>
    public virtual void LookAgain() => ring.TrySetResult();

    /// <summary>Reads it now.</summary>
    public abstract Task LookAsync(CancellationToken stop);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            // Made before it looks: what is heard meanwhile makes it look again.
            var next = ring = NewRing();
            await Patiently.DoAsync(() => LookAsync(stoppingToken), log, stoppingToken);
            await Patiently.WaitAsync(next.Task, backstop, stoppingToken);
        }
    }

    void Hear(IReadOnlyCollection<Change> changes)
    {
        if (changes.Any(change => change.Subject == subject)) LookAgain();
    }

    static TaskCompletionSource NewRing() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
