namespace Feria.Kernel;

/// <summary>All copies that processes and the shared store hold are to be read anew.</summary>
[EventKind("kernel.copies-dropped.v1")]
public sealed record CopiesDropped(Guid Key) : IEvent;

/// <summary>
/// The hot copies of all processes as one: made again by saying in the log that none from before is to be believed.
/// Each process holds its own against the database (<see cref="Cache.CompareAsync"/>).
/// </summary>
public sealed class HotCopies : TableCopy
{
    static readonly Guid All = Changes.Of<CopiesDropped>();

    public override string Name => "cache.all";
    public override string Group => "cache";

    public override Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
        Task.FromResult<IReadOnlyList<Guid>>(after == Guid.Empty ? [All] : []);

    public override Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects) =>
        Task.FromResult<IReadOnlyList<Difference>>([]);

    public override Task RemakeAsync(Tx tx, Guid[] subjects)
    {
        tx.Append(new CopiesDropped(Id.New()));
        return Task.CompletedTask;
    }

    public override Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session) =>
        Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());
}
