using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Ties a session to the life of its node: when the node is known to be down, what waits for it ends at once, as an
/// <see cref="Outage"/>. Only where there are several nodes.
/// </summary>
sealed class Lifeline : IDisposable
{
    readonly Node node;
    readonly Life life;
    readonly CancellationToken asked;
    readonly CancellationTokenSource either;

    public Lifeline(Node node, CancellationToken asked)
    {
        (this.node, this.asked, life) = (node, asked, node.CurrentLife);
        either = CancellationTokenSource.CreateLinkedTokenSource(asked, life.Commands);
        if (CallerPosition.Current is { } caller) caller.ReadOn = node;
    }

    /// <summary>Cancelled when the caller gives up or the node is down.</summary>
    public CancellationToken Either => either.Token;

    /// <summary>
    /// Cancelled when the node is down, and only then: a COMMIT is not given up by a caller. Its outcome is then
    /// unknown, and said to be.
    /// </summary>
    public CancellationToken Commands => life.Commands;

    /// <summary>What nobody waits for any more, though the driver still does.</summary>
    public Task? Stuck { get; private set; }

    /// <summary>Awaits what the node does, not longer than the node lives.</summary>
    public async Task<T> MindAsync<T>(Task<T> work)
    {
        try
        {
            return await work.WaitAsync(life.Known);
        }
        catch (Exception fault) when (Told(fault, work) is { } outage)
        {
            throw outage;
        }
    }

    public async Task MindAsync(Task work)
    {
        try
        {
            await work.WaitAsync(life.Known);
        }
        catch (Exception fault) when (Told(fault, work) is { } outage)
        {
            throw outage;
        }
    }

    Outage? Told(Exception fault, Task work)
    {
        if (!work.IsCompleted) Stuck = work;
        if (Outage.IsOfNode(fault)) node.Suspect();
        return life.Known.IsCancellationRequested && !asked.IsCancellationRequested && fault is not Outage
            ? new($"{node.Name} went down while it was asked.", fault)
            : null;
    }

    /// <summary>Gives a transaction up without waiting for a node that is down.</summary>
    public async Task RollBackAsync(NpgsqlTransaction transaction)
    {
        if (Stuck is not null) return;
        try
        {
            await MindAsync(transaction.RollbackAsync(Commands));
        }
        catch (Exception gone) when (gone is NpgsqlException or OperationCanceledException or InvalidOperationException)
        {
            // The node has rolled it back, or will when it finds nobody at the other end.
        }
    }

    public void Dispose() => either.Dispose();
}
