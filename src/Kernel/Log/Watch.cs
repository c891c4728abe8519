using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Feria.Kernel;

/// <summary>
/// Lets callers wait for something to change instead of asking again and again: this process tells at once what it
/// committed, and soon after what others did. Nobody is kept longer than they asked for, nor when the process stops.
/// </summary>
public sealed class Watch
{
    /// <summary>So many wait at once; who comes then is answered as things are.</summary>
    internal const int Most = 10_000;

    readonly Lock gate = new();
    readonly Dictionary<Guid, HashSet<Waiting>> bySubject = [];
    int waiting;
    bool isOver;

    public Watch(Database database, IHostApplicationLifetime life)
    {
        database.Changes.Heard += changes => Wake(changes.Select(change => change.Subject));
        life.ApplicationStopping.Register(() =>
        {
            lock (gate) isOver = true;
            Wake(bySubject.Keys);
        });
    }

    /// <summary>
    /// Looks, and where what was seen is not wanted yet looks again each time the subject changed, for as long as told.
    /// </summary>
    /// <returns>What was seen last.</returns>
    public async Task<T> UntilAsync<T>(
        Guid subject, TimeSpan longest, Func<Task<T>> lookAsync, Func<T, bool> isWanted, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            // Begun before the look, so that no change falls between.
            using var change = Begin(subject);
            var seen = await lookAsync();
            var left = longest - Stopwatch.GetElapsedTime(began);
            if (change is null || isWanted(seen) || left <= TimeSpan.Zero) return seen;
            await ((Task)change.Next).WaitAsync(left, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.ThrowIfCancellationRequested();
        }
    }

    Waiting? Begin(Guid subject)
    {
        lock (gate)
        {
            if (isOver || waiting == Most) return null;
            waiting++;
            var mine = new Waiting(this, subject);
            if (bySubject.TryGetValue(subject, out var others)) others.Add(mine);
            else bySubject.Add(subject, [mine]);
            return mine;
        }
    }

    void End(Waiting one)
    {
        lock (gate)
        {
            waiting--;
            var all = bySubject[one.Subject];
            all.Remove(one);
            if (all.Count == 0) bySubject.Remove(one.Subject);
        }
    }

    void Wake(IEnumerable<Guid> subjects)
    {
        lock (gate)
            if (waiting > 0)
                foreach (var subject in subjects)
                    if (bySubject.TryGetValue(subject, out var all))
                        foreach (var one in all) one.Wake();
    }

    sealed class Waiting(Watch watch, Guid subject) : IDisposable
    {
        readonly TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Guid Subject => subject;

        public Task Next => next.Task;

        public void Wake() => next.TrySetResult();

        public void Dispose() => watch.End(this);
    }
}
