namespace Feria.Contracts;

/// <summary>What can be reported, and taken out of sight.</summary>
public static class ThingKind
{
    public const string Product = "product";
    public const string Review = "review";
    public const string Question = "question";

    /// <summary>Named by its question and the store that answered: <c>question.store</c>.</summary>
    public const string Answer = "answer";

    /// <summary>Named by its order and its number: <c>order.number</c>.</summary>
    public const string Message = "message";
    public const string Store = "store";

    /// <summary>A change of a listing that waits for approval; nobody reports it.</summary>
    public const string Change = "change";

    public static readonly IReadOnlyList<string> All = [Product, Review, Question, Answer, Message, Store, Change];
}

/// <summary>Something as its own module shows it to those who look at reports.</summary>
/// <param name="Id">Its name among those of its kind.</param>
/// <param name="Texts">All that is said in it, by what it is: title, body …</param>
/// <param name="Language">The language it says it is written in; null where it does not say.</param>
/// <param name="Path">The page it is on; null where it is on none that everybody reads.</param>
/// <param name="Account">Who wrote it; null where that is nobody here, or a store.</param>
/// <param name="Store">The store it is of.</param>
/// <param name="IsShown">Whether others see it now.</param>
public sealed record ThingShown(
    string Id, IReadOnlyList<ThingText> Texts, string? Language, string? Path, Guid? Account, Guid? Store, bool IsShown)
{
    public IReadOnlyList<string> Pictures { get; init; } = [];
}

public sealed record ThingText(string Name, string Text);

/// <summary>
/// One kind of thing that moderators look at, of the module that keeps it. What is taken out of sight stays as it is,
/// and is put back so.
/// </summary>
public interface IModerated
{
    string Kind { get; }

    /// <summary>As they are now, those out of sight too; unknown ones are left out.</summary>
    Task<IReadOnlyList<ThingShown>> ShowAsync(Session session, string[] things);

    /// <summary>Whether the caller sees this one, so that they may report it.</summary>
    Task<bool> MaySeeAsync(Session session, ThingShown thing, Caller caller) =>
        Task.FromResult(caller.Account is not null && thing.IsShown);

    /// <summary>Takes them out of sight with this commit, and gives those that were not out of it yet.</summary>
    /// <param name="why">For the things' own histories.</param>
    /// <param name="by">Null where a rule does it.</param>
    Task<IReadOnlyList<string>> RemoveAsync(Tx tx, string[] things, string why, Guid? by);

    /// <summary>Puts back what was taken out of sight, and gives those that were.</summary>
    Task<IReadOnlyList<string>> RestoreAsync(Tx tx, string[] things, string why, Guid? by);
}

/// <summary>Hides what leads out of the marketplace, as everybody reads it.</summary>
public interface IMasking
{
    /// <summary>The text itself where there is nothing to hide.</summary>
    string Hide(string text);
}

/// <summary>A product's texts in other words.</summary>
/// <param name="Language">Of the new ones.</param>
public sealed record Reworded(string Language, IReadOnlyList<ThingText> Before, IReadOnlyList<ThingText> After);

/// <summary>What would be noticed in a text.</summary>
/// <param name="Rule">words or contact.</param>
/// <param name="Shown">What shows it; nothing that leads out of the marketplace.</param>
public sealed record TextSign(string Rule, string Shown);

/// <summary>Notices in what is about to be said what is noticed in what was said.</summary>
public interface ITextWatch
{
    /// <summary>Of each what it says now and did not say before, in their order.</summary>
    Task<IReadOnlyList<IReadOnlyList<TextSign>>> NewInAsync(Session session, IReadOnlyList<Reworded> texts);
}

/// <summary>What follows from a person's strikes.</summary>
public interface IStandings
{
    /// <summary>Until when a person writes nothing others read; null where they may.</summary>
    Task<DateTime?> SilencedUntilAsync(Session session, Guid account);
}

/// <summary>Something was decided about a thing, or a decision was undone: who it is about is told.</summary>
/// <param name="About">The kind of thing.</param>
[EventKind("trust.case-decided.v1")]
public sealed record CaseDecided(Guid Case, Guid Decision, string About, string Outcome) : IEvent
{
    public Guid Key => Case;
}

/// <summary>A decision was undone by who looks after reports, without an appeal.</summary>
/// <param name="About">The kind of thing.</param>
[EventKind("trust.thing-restored.v1")]
public sealed record ThingRestored(Guid Case, Guid Decision, string About) : IEvent
{
    public Guid Key => Case;
}
