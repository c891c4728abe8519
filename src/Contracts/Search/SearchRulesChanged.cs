namespace Feria.Contracts;

/// <summary>Synonyms, what is pinned to queries, or the weights of the ranking are others: re-read them.</summary>
[EventKind("search.rules-changed.v1")]
public sealed record SearchRulesChanged(Guid Rule) : IEvent
{
    public Guid Key => Rule;
}
