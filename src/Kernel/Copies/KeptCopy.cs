using System.Data;

namespace Feria.Kernel;

/// <summary>
/// Something kept twice so that it can be read fast: an index, a summary. It can be held against its source and made
/// again from it; to add one, derive <see cref="TableCopy"/> or <see cref="OutsideCopy"/> and register it by
/// <c>AddCopy</c>.
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

    /// <summary>
    /// The next <see cref="Batch"/> subjects after the given one, in order, those of the source and those of the copy,
    /// and where the copy of them says other than its source.
    /// </summary>
    /// <exception cref="CopyAway">It cannot be looked at now.</exception>
    public abstract Task<Looked> LookAsync(Database database, Guid after, CancellationToken stop);

    /// <summary>Where the copy of these subjects says other than its source.</summary>
    /// <exception cref="CopyAway">It cannot be looked at now.</exception>
    public abstract Task<IReadOnlyList<Difference>> CompareAsync(
        Database database, Guid[] subjects, CancellationToken stop);

    /// <summary>Makes the copy of these subjects again; subjects the source does not have leave it.</summary>
    public abstract Task RemakeAsync(Tx tx, Guid[] subjects);

    public sealed record Looked(Guid[] Subjects, IReadOnlyList<Difference> Differences);
}

/// <summary>A copy in tables of the database: made again a few subjects a transaction.</summary>
public abstract class TableCopy : KeptCopy
{
    /// <summary>The next subjects after the given one, in order: those of the source and those of the copy.</summary>
    public abstract Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit);

    /// <summary>Where the copy of these subjects says other than its source, in the session's one snapshot.</summary>
    public abstract Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects);

    /// <summary>A few sums by which a person sees that nothing was lost in making it again.</summary>
    public abstract Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session);

    public sealed override Task<Looked> LookAsync(Database database, Guid after, CancellationToken stop) =>
        InSnapshotAsync(database, async session =>
        {
            Guid[] batch = [.. await WalkAsync(session, after, Batch)];
            return new Looked(batch, batch.Length == 0 ? [] : await CompareAsync(session, batch));
        }, stop);

    public sealed override Task<IReadOnlyList<Difference>> CompareAsync(
        Database database, Guid[] subjects, CancellationToken stop) =>
        InSnapshotAsync(database, session => CompareAsync(session, subjects), stop);

    static async Task<T> InSnapshotAsync<T>(Database database, Func<Session, Task<T>> read, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        await using var snapshot = await session.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        return await read(session);
    }
}

/// <summary>
/// A copy that a server outside keeps, and that may be away. Nobody who calls it has a session open, and it asks the
/// server with none open itself. All of it is made again beside the one in use, by whoever feeds it.
/// </summary>
public abstract class OutsideCopy : KeptCopy
{
    /// <summary>A few sums by which a person sees that nothing was lost in making it again.</summary>
    /// <exception cref="CopyAway">It cannot be looked at now.</exception>
    public abstract Task<IReadOnlyDictionary<string, long>> FiguresAsync(CancellationToken stop);

    /// <summary>
    /// Has all of it made again, and tells how many subjects are there so far. Said again until it is done, also by
    /// another process after a crash: the same order is carried out once.
    /// </summary>
    /// <exception cref="CopyAway">It cannot be made now.</exception>
    public abstract Task<(long Done, bool IsDone)> MakeAgainAsync(Guid order, Pace pace, CancellationToken stop);
}

/// <summary>A copy outside the database does not answer now; what it says is for people.</summary>
public class CopyAway(string why, Exception? cause = null) : Exception(why, cause);

/// <summary>How fast a copy is made again.</summary>
/// <param name="PerSecond">Subjects a second at most.</param>
/// <param name="Rest">Times what the work took, at least: so much of the machine is left to those who shop.</param>
public readonly record struct Pace(int PerSecond, int Rest)
{
    /// <summary>How long to wait after work that took so long before there is more of it.</summary>
    public TimeSpan WaitAfter(int done, TimeSpan took)
    {
        var (rest, left) = (Rest * took, TimeSpan.FromSeconds((double)done / PerSecond) - took);
        return rest > left ? rest : left;
    }
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
