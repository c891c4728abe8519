namespace Feria.Community;

/// <summary>Who looks at a conversation now, in this process: woken when something is written in it.</summary>
public sealed class Listeners
{
    const int Most = 2_000;

    readonly Lock gate = new();
    readonly Dictionary<Guid, HashSet<Ear>> byOrder = [];
    int many;

    public Listeners(Database database) => database.Changes.Heard += changes =>
    {
        foreach (var change in changes) Wake(change.Subject);
    };

    /// <summary>Null where as many listen as one process serves.</summary>
    public Ear? Listen(Guid order)
    {
        lock (gate)
        {
            if (many >= Most) return null;
            many++;
            if (!byOrder.TryGetValue(order, out var ears)) byOrder[order] = ears = [];
            var ear = new Ear(this, order);
            ears.Add(ear);
            return ear;
        }
    }

    void Wake(Guid order)
    {
        lock (gate)
            if (byOrder.TryGetValue(order, out var ears))
                foreach (var ear in ears) ear.Wake();
    }

    void Leave(Ear ear)
    {
        lock (gate)
        {
            if (!byOrder.TryGetValue(ear.Order, out var ears) || !ears.Remove(ear)) return;
            many--;
            if (ears.Count == 0) byOrder.Remove(ear.Order);
        }
    }

    /// <summary>One who listens.</summary>
    public sealed class Ear(Listeners all, Guid order) : IDisposable
    {
        readonly SemaphoreSlim heard = new(0, 1);

        internal Guid Order => order;

        internal void Wake()
        {
            // Under the gate: nobody else releases between looking and doing.
            if (heard.CurrentCount == 0) heard.Release();
        }

        /// <summary>Whether something was written before the time was up.</summary>
        public Task<bool> WaitAsync(TimeSpan patience, CancellationToken stop) => heard.WaitAsync(patience, stop);

        public void Dispose() => all.Leave(this);
    }
}
