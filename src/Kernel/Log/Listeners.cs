namespace Feria.Kernel;

/// <summary>
/// Who looks at something now, in this process: woken when it changes. Each kind of thing has listeners of its own, so
/// that one kind leaves room for the others.
/// </summary>
public abstract class Listeners
{
    const int Most = 2_000;

    readonly Lock gate = new();
    readonly Dictionary<Guid, HashSet<Ear>> bySubject = [];
    int many;

    protected Listeners(Database database) => database.Changes.Heard += changes =>
    {
        foreach (var change in changes) Wake(change.Subject);
    };

    /// <summary>Null where as many listen as one process serves.</summary>
    public Ear? Listen(Guid subject)
    {
        lock (gate)
        {
            if (many >= Most) return null;
            many++;
            if (!bySubject.TryGetValue(subject, out var ears)) bySubject[subject] = ears = [];
            var ear = new Ear(this, subject);
            ears.Add(ear);
            return ear;
        }
    }

    void Wake(Guid subject)
    {
        lock (gate)
            if (bySubject.TryGetValue(subject, out var ears))
                foreach (var ear in ears) ear.Wake();
    }

    void Leave(Ear ear)
    {
        lock (gate)
        {
            if (!bySubject.TryGetValue(ear.Subject, out var ears) || !ears.Remove(ear)) return;
            many--;
            if (ears.Count == 0) bySubject.Remove(ear.Subject);
        }
    }

    /// <summary>One who listens.</summary>
    public sealed class Ear(Listeners all, Guid subject) : IDisposable
    {
        readonly SemaphoreSlim heard = new(0, 1);

        internal Guid Subject => subject;

        internal void Wake()
        {
            // Under the gate: nobody else releases between looking and doing.
            if (heard.CurrentCount == 0) heard.Release();
        }

        /// <summary>Whether it changed before the time was up.</summary>
        public Task<bool> WaitAsync(TimeSpan patience, CancellationToken stop) => heard.WaitAsync(patience, stop);

        public void Dispose() => all.Leave(this);
    }
}
