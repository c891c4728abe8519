namespace Feria.Kernel;

/// <summary>
/// What a module does when it hears events. Its effect and its position are one transaction, so an event takes effect
/// exactly once. It is handed many at a time, in order per key; failing alone, an event is parked with the reason, and
/// later events of its key wait behind it.
/// </summary>
public abstract class Reaction
{
    /// <summary>Stable name, <c>module.on-event</c>: the position is kept under it.</summary>
    public abstract string Name { get; }

    /// <summary>The kinds it hears.</summary>
    public abstract IReadOnlyCollection<string> Hears { get; }

    public abstract Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events);

    /// <summary>
    /// Takes back what would count twice if the events since then were heard again. Nothing, where hearing an event
    /// again changes nothing.
    /// </summary>
    /// <returns>From when on events must now be heard: <paramref name="since"/>, or earlier.</returns>
    public virtual Task<DateTime> ForgetAsync(Tx tx, DateTime since) => Task.FromResult(since);
}
