using Feria.Kernel;

namespace Feria.Contracts;

/// <summary>
/// Something that waits for a person of the back office: shown on the home page of whoever may do it. A module answers
/// one for each kind of work it leaves to people.
/// </summary>
public interface IToDo
{
    /// <summary>More than this is simply many.</summary>
    const int CountAtMost = 1_000;

    /// <summary>Names it: <c>stores.applied</c>. The page and the words for it are found by this.</summary>
    string Name { get; }

    /// <summary>Who may do it.</summary>
    string Permission { get; }

    /// <summary>How many wait; by an index, and counted to <see cref="CountAtMost"/>.</summary>
    Task<ToDoCount> CountAsync(Session session);
}

/// <summary>Work that one statement counts.</summary>
/// <param name="sql">Gives many and since: rows counted to @CountAtMost.</param>
public sealed class CountedToDo(string name, string permission, string sql) : IToDo
{
    public string Name => name;

    public string Permission => permission;

    public Task<ToDoCount> CountAsync(Session session) =>
        session.OneAsync<ToDoCount>(sql, new { IToDo.CountAtMost });
}

/// <param name="Since">Since when the oldest of them waits; null where nothing does.</param>
public sealed record ToDoCount(int Many, DateTime? Since);

/// <summary>One kind of thing the back office's search finds, of the module that keeps it.</summary>
public interface IFindable
{
    const int AtMost = 5;

    /// <summary>order, user, store, product …; the page and the words for it are found by this.</summary>
    string Kind { get; }

    /// <summary>Who may look at it.</summary>
    string Permission { get; }

    /// <summary>The best few, the best first; each by an index.</summary>
    Task<IReadOnlyList<FoundThing>> FindAsync(Session session, SoughtThing sought);
}

/// <param name="Text">What was typed, trimmed, 2 to 200 characters: a number, an e-mail address, a name.</param>
/// <param name="Id">The same where it is an id.</param>
public sealed record SoughtThing(string Text, Guid? Id);

/// <param name="Id">By which its page is addressed.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Note">What tells it from others: a status, a number.</param>
public sealed record FoundThing(string Id, string Title, string? Note);
