namespace Feria.Contracts;

/// <summary>Work ordered to make a copy again; Operations does it, slowly enough for nobody to notice.</summary>
public static class Rebuild
{
    /// <summary>The job's name.</summary>
    public const string Kind = "operations.rebuild-copy";

    /// <param name="Id">Of this order: done in parts, and taken up where it was, under it.</param>
    /// <param name="Copy">The copy's name, <c>search.index</c>.</param>
    /// <param name="PerSecond">How many subjects a second at most; null leaves it to the settings.</param>
    /// <param name="Subjects">Only these; null for all.</param>
    public sealed record Work(Guid Id, string Copy, int? PerSecond, Guid[]? Subjects);

    /// <summary>
    /// In the caller's transaction. An order of all of the same copy that still waits, or is under way, begins anew.
    /// </summary>
    /// <param name="about">Names an order of some subjects: one of the same name that still waits begins anew.</param>
    public static Guid Order(
        Tx tx, string copy, int? perSecond = null, Guid[]? subjects = null, DateTimeOffset? due = null,
        string? about = null)
    {
        var id = Id.New();
        tx.Enqueue(
            Kind, new Work(id, copy, perSecond, subjects), due, subjects is null ? copy : $"{copy} {about ?? $"{id}"}");
        return id;
    }
}
