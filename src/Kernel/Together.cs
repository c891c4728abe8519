using System.Diagnostics;
using System.Threading.Channels;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// What many ask for at the same time is done together, in the order they came: who comes while others are being served
/// is in the next batch. Alone, nobody waits. A batch that was overtaken is tried again; one that fails for one of them
/// is done again by halves.
/// </summary>
/// <param name="atOnce">How many make a batch at most.</param>
/// <param name="work">Answers all of them, in their order, in one transaction.</param>
/// <param name="patience">Whoever waited longer is refused instead of served late; null where nobody is.</param>
public sealed class Together<TAsked, TAnswer>(
    int atOnce, Func<IReadOnlyList<TAsked>, Task<IReadOnlyList<TAnswer>>> work, TimeSpan? patience = null)
{
    const int Tries = 5;

    // So much of the patience may be spent by those who are before; what a batch takes varies.
    const double ShareOfPatience = .8;

    // How much the last batch counts beside those before it.
    const double Youngest = .2;

    // So many wait at most; who comes then is told to try again, instead of all waiting for ever longer.
    readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(2_000);
    int isWorking;
    double secondsOfBatch;

    /// <summary>
    /// Whether who comes now would wait for longer than there is patience, by what batches took lately.
    /// </summary>
    public bool IsTooLong => patience is { } limit && waiting.Reader.Count is > 0 and var before
        && Math.Ceiling((double)before / atOnce) * Volatile.Read(ref secondsOfBatch)
            > limit.TotalSeconds * ShareOfPatience;

    /// <exception cref="Overloaded">Too many wait already, or it waited too long. Nothing was done.</exception>
    /// <exception cref="Overtaken">Somebody was faster each time. Nothing was done.</exception>
    public async Task<TAnswer> AskAsync(TAsked asked)
    {
        var mine = new Waiting(
            asked, new(TaskCreationOptions.RunContinuationsAsynchronously), Activity.Current);
        if (IsTooLong || !waiting.Writer.TryWrite(mine)) throw new Overloaded();
        if (Interlocked.CompareExchange(ref isWorking, 1, 0) == 0)
            using (ExecutionContext.SuppressFlow())
                _ = Task.Run(WorkAsync);
        var answer = await AnswerAsync(mine);
        // It was written for this caller, though not in this flow.
        CallerPosition.Current?.Wrote();
        return answer;
    }

    // Also where those who are being served are stuck: whoever still waits then goes away in time.
    async Task<TAnswer> AnswerAsync(Waiting mine)
    {
        var done = mine.Done.Task;
        if (patience is not { } limit) return await done;
        await ((Task)done).WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !done.IsCompleted && mine.TryTake() ? throw new Overloaded() : await done;
    }

    async Task WorkAsync()
    {
        do
        {
            while (Next() is { Count: > 0 } batch)
            {
                var began = Stopwatch.GetTimestamp();
                await SettleAsync(batch);
                secondsOfBatch += (Stopwatch.GetElapsedTime(began).TotalSeconds - secondsOfBatch) * Youngest;
            }

            Volatile.Write(ref isWorking, 0);
        }
        // Somebody may have come between the last look and the line above.
        while (waiting.Reader.Count > 0 && Interlocked.CompareExchange(ref isWorking, 1, 0) == 0);
    }

    List<Waiting> Next()
    {
        var batch = new List<Waiting>();
        while (batch.Count < atOnce && waiting.Reader.TryRead(out var next))
            if (next.TryTake()) batch.Add(next);
        return batch;
    }

    async Task SettleAsync(IReadOnlyList<Waiting> batch)
    {
        // A trace shows what was done for it, where it was the first of those it was done for.
        Activity.Current = batch[0].Asking;
        try
        {
            var answers = await TryAsync([.. batch.Select(one => one.Asked)]);
            foreach (var (one, answer) in batch.Zip(answers)) one.Done.SetResult(answer);
        }
        catch (Exception fault) when (batch.Count > 1 && MayBeOfOne(fault))
        {
            // One of them took the others down with it: it is found by halves.
            await SettleAsync([.. batch.Take(batch.Count / 2)]);
            await SettleAsync([.. batch.Skip(batch.Count / 2)]);
        }
        catch (Exception fault) // whoever waits is told, and the next are served all the same
        {
            foreach (var one in batch) one.Done.TrySetException(fault);
        }
    }

    async Task<IReadOnlyList<TAnswer>> TryAsync(IReadOnlyList<TAsked> asked)
    {
        for (var tries = 1; ; tries++)
            try
            {
                return await work(asked);
            }
            catch (Overtaken) when (tries < Tries)
            {
                // What somebody else did is seen now.
            }
    }

    // What one of them asked for is wrong, or met somebody else's work. That a database goes down is nobody's fault.
    static bool MayBeOfOne(Exception fault) =>
        fault is FaultOfOneException or PostgresException { SqlState: ['2', '2' or '3', ..] or ['4', '0', ..] };

    sealed record Waiting(TAsked Asked, TaskCompletionSource<TAnswer> Done, Activity? Asking)
    {
        int isTaken;

        /// <summary>True for one alone: who serves it, or who gives up waiting.</summary>
        public bool TryTake() => Interlocked.Exchange(ref isTaken, 1) == 0;
    }
}

/// <summary>Says that one of a batch cannot be served with the others; nothing of the batch was done.</summary>
public class FaultOfOneException : Exception;

/// <summary>
/// Says that somebody else was faster: nothing of the batch was done, and done again it will see what they did.
/// </summary>
public class Overtaken : FaultOfOneException;
