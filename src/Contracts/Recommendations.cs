namespace Feria.Contracts;

/// <summary>What visitors did with a product on a day.</summary>
/// <param name="Day">Midnight, in UTC.</param>
/// <param name="Offer">Which of its offers was put into carts; null for views.</param>
public sealed record Visited(DateTime Day, Guid Product, Guid? Offer, int Views, int Adds);

/// <summary>What was searched for on a day, in one language; from which nobody can tell who it was.</summary>
/// <param name="Day">Midnight, in UTC.</param>
/// <param name="Empty">Searches that found nothing.</param>
/// <param name="Found">How much the last one found; null where none said.</param>
/// <param name="Clicks">How often a result was gone to.</param>
/// <param name="Searchers">A number for each person who agreed to be told apart.</param>
public sealed record SearchesOfTerm(
    DateTime Day, string Language, string Query, long Searches, long Empty, int? Found, long Clicks, DateTime LastAt,
    long[] Searchers);

/// <summary>What somebody searched for.</summary>
/// <param name="Found">How much it found then; null where that was not noted.</param>
public sealed record SearchDone(string Query, DateTime At, int? Found);

public interface ISearchesDone
{
    /// <summary>
    /// What the caller searched for, newest first, each once; empty for a visitor we do not know, and for who wants
    /// nothing remembered.
    /// </summary>
    Task<IReadOnlyList<SearchDone>> LatelyAsync(Session session, Caller caller, int most);

    /// <summary>What was written down after <paramref name="since"/> and up to <paramref name="until"/>.</summary>
    Task<IReadOnlyList<SearchesOfTerm>> WrittenAsync(Session session, DateTime since, DateTime until);
}

/// <summary>An account looked at what is in a category.</summary>
/// <param name="Category">Its number.</param>
/// <param name="At">When it last did.</param>
public sealed record ViewedCategory(Guid Account, int Category, DateTime At);

public interface IVisits
{
    /// <summary>
    /// What accounts looked at, as it was written down after <paramref name="since"/> and up to
    /// <paramref name="until"/>; who asked for privacy is not there.
    /// </summary>
    Task<IReadOnlyList<ViewedCategory>> ViewedAsync(Session session, DateTime since, DateTime until);

    /// <summary>An offer was put into a cart that did not have it. Never waits; who did it is not kept.</summary>
    void Added(Guid product, Guid offer);

    /// <summary>What was written down after <paramref name="since"/> and up to <paramref name="until"/>.</summary>
    Task<IReadOnlyList<Visited>> WrittenAsync(Session session, DateTime since, DateTime until);
}
