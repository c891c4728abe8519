using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Who answers: the engine beside PostgreSQL where there is one, and while it is away the one in memory. An answer is
/// always one engine's whole answer.
/// </summary>
public sealed class Engines(IEnumerable<ISearchEngine> beside)
{
    readonly ISearchEngine? beside = beside.SingleOrDefault();

    /// <summary>The name of the one that is asked first, for keys of copies.</summary>
    internal string First => beside?.Name ?? MemoryEngine.Called;

    /// <summary>
    /// How long a copy of an answer may serve whose key says which state of the index in memory it is of: another
    /// engine's index is a moment behind, and nobody is told when it has caught up.
    /// </summary>
    internal TimeSpan Fresh { get; } = beside.Any() ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(10);

    internal async Task<T> AskAsync<T>(ISearchEngine memory, Func<ISearchEngine, Task<T>> ask)
    {
        if (beside is null) return await ask(memory);
        try
        {
            return await ask(beside);
        }
        catch (EngineAway)
        {
            return await ask(memory);
        }
    }
}
