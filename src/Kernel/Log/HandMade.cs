namespace Feria.Kernel;

/// <summary>
/// What a module makes of rows that were changed by hand, past its slices: events that say what to read again. Only
/// asked where the decoding feed runs.
/// </summary>
public abstract class HandMade
{
    /// <summary>The tables it knows, with their schema.</summary>
    public abstract IReadOnlyCollection<string> Tables { get; }

    /// <summary>The events that rows of one transaction mean. Never an empty answer because a row is gone.</summary>
    public abstract Task<IReadOnlyList<IEvent>> EventsAsync(Session session, IReadOnlyList<ChangedRow> rows);
}

/// <summary>A row that was written or deleted.</summary>
/// <param name="Table">With its schema.</param>
/// <param name="Values">
/// By column, as text; of a deleted row only its replica identity, of a changed one without what is long.
/// </param>
public sealed record ChangedRow(string Table, IReadOnlyDictionary<string, string?> Values)
{
    public Guid? Id(string column) => Guid.TryParse(Values.GetValueOrDefault(column), out var id) ? id : null;
}

/// <summary>
/// Changes made by hand may have been missed: the replication slot was lost, or a replica without one was promoted.
/// What was copied from tables is to be made again.
/// </summary>
[EventKind("kernel.changes-missed.v1")]
public sealed record ChangesMissed(Guid Key) : IEvent;
