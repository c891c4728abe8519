namespace Feria.Kernel;

/// <summary>
/// Something kept twice in the database so that it can be read fast: an index, a summary. It can be held against its
/// source and made again from it; to add one, derive this and register it by <c>AddCopy</c>.
/// </summary>
public abstract class KeptCopy
{
    /// <summary>Stable name, <c>module.what</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The word <c>feria rebuild</c> takes for it and its like.</summary>
    public abstract string Group { get; }

    /// <summary>Reactions that feed it. What differs is looked at again once they have passed that point.</summary>
    public virtual IReadOnlyCollection<string> FedBy => [];

    /// <summary>How many subjects are taken at a time: few, so that nobody waits long for their locks.</summary>
    public virtual int Batch => 100;

    /// <summary>The next subjects after the given one, in order: those of the source and those of the copy.</summary>
    public abstract Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit);

    /// <summary>Where the copy of these subjects says other than its source, in the session's one snapshot.</summary>
    public abstract Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects);

    /// <summary>Makes the copy of these subjects again; subjects the source does not have leave it.</summary>
    public abstract Task RemakeAsync(Tx tx, Guid[] subjects);

    /// <summary>A few sums by which a person sees that nothing was lost in making it again.</summary>
    public abstract Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session);
}

/// <summary>A subject whose copy is not what its source says.</summary>
/// <param name="Kind">missing, surplus or differing.</param>
/// <param name="What">Which part of it.</param>
/// <param name="Seen">
/// What both said, digested: seen again unchanged after the reactions have passed, the difference is there to stay.
/// </param>
public sealed record Difference(Guid Subject, string Kind, string What, string Seen)
{
    public const string Missing = "missing";
    public const string Surplus = "surplus";
    public const string Differing = "differing";

    /// <summary>The difference between two texts of one part; null where there is none.</summary>
    public static Difference? Of(Guid subject, string what, string? source, string? copy) => (source, copy) switch
    {
        _ when source == copy => null,
        (_, null) => new(subject, Missing, what, Digest(source!)),
        (null, _) => new(subject, Surplus, what, Digest(copy)),
        _ => new(subject, Differing, what, $"{Digest(source)} {Digest(copy)}"),
    };

    static string Digest(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        System.Text.Encoding.UTF8.GetBytes(text)))[..16];
}

/// <summary>
/// Something a process keeps in its memory of what is in the database, and can hold against it by itself; registered by
/// <c>AddProcessCopy</c>.
/// </summary>
public interface IProcessCopy
{
    string Name { get; }

    /// <summary>Whether this process has made use of it.</summary>
    bool IsInUse { get; }

    /// <summary>Against the database as it is now; what came after that moment is no difference.</summary>
    Task<ProcessCompared> CompareAsync(CancellationToken stop);

    /// <summary>Throws it away and reads it anew.</summary>
    Task DropAsync(CancellationToken stop);
}

/// <param name="Version">Up to where it has followed.</param>
/// <param name="Digest">Of all it holds: equal in two processes that hold the same.</param>
public sealed record ProcessCompared(long Version, long Checked, string Digest, IReadOnlyList<Guid> Differing);
