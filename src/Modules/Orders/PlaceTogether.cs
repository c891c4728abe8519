using System.Threading.Channels;
using Npgsql;

namespace Feria.Orders;

/// <summary>
/// Checkouts that wait in one process are placed together, in the order they came: one transaction, one commit, a hot
/// offer's row locked once for all of them. Alone, a checkout waits for nobody.
/// </summary>
public sealed class PlaceTogether(Database database, Place place)
{
    const int AtOnce = 64;

    // So many wait at most; who comes then is told to try again, instead of all waiting for ever longer.
    readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(2_000);
    int isPlacing;

    /// <summary>Places the draft for good, or says why not.</summary>
    public async Task<Refusal?> PlaceAsync(Draft draft)
    {
        var mine = new Waiting(draft, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!waiting.Writer.TryWrite(mine)) return KernelRefusals.Unavailable;
        if (Interlocked.CompareExchange(ref isPlacing, 1, 0) == 0)
            using (ExecutionContext.SuppressFlow())
                _ = Task.Run(PlaceWaitingAsync);
        return await mine.Done.Task;
    }

    async Task PlaceWaitingAsync()
    {
        do
        {
            while (Next() is { Count: > 0 } batch) await SettleAsync(batch);
            Volatile.Write(ref isPlacing, 0);
        }
        // Somebody may have come between the last look and the line above.
        while (waiting.Reader.Count > 0 && Interlocked.CompareExchange(ref isPlacing, 1, 0) == 0);
    }

    List<Waiting> Next()
    {
        var batch = new List<Waiting>();
        while (batch.Count < AtOnce && waiting.Reader.TryRead(out var next)) batch.Add(next);
        return batch;
    }

    async Task SettleAsync(List<Waiting> batch)
    {
        try
        {
            var decisions = await PlaceAsync([.. batch.Select(one => one.Draft)]);
            foreach (var (one, decision) in batch.Zip(decisions)) one.Done.SetResult(decision.Refusal);
        }
        catch (PostgresException) when (batch.Count > 1)
        {
            // One of them broke a constraint, and took the others down with it: each by itself.
            foreach (var one in batch) await SettleAsync([one]);
        }
        catch (PostgresException fault) when (IsMarkUsed(fault))
        {
            // Two calls with one key got past its lease: the first one's checkout stands.
            batch[0].Done.SetResult(KernelRefusals.IdempotencyKeyBusy);
        }
        catch (Exception fault) // whoever waits is told, and the next are placed all the same
        {
            foreach (var one in batch) one.Done.TrySetException(fault);
        }
    }

    // A partition's own index says it, under a name PostgreSQL made of the partition's and the columns'.
    static bool IsMarkUsed(PostgresException fault) =>
        fault.SqlState == PostgresErrorCodes.UniqueViolation
        && fault.ConstraintName?.EndsWith("_region_mark_key", StringComparison.Ordinal) == true;

    async Task<IReadOnlyList<Decision>> PlaceAsync(IReadOnlyList<Draft> drafts)
    {
        await using var tx = await database.WriteAsync();
        var decisions = await place.BatchAsync(tx, drafts);
        if (decisions.Any(decision => decision.Refusal is null)) await tx.CommitAsync();
        return decisions;
    }

    sealed record Waiting(Draft Draft, TaskCompletionSource<Refusal?> Done);
}
