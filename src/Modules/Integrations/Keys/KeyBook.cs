using Feria.Contracts;

namespace Feria.Integrations;

/// <summary>Names keys where others show who did something.</summary>
sealed class KeyBook : IKeyBook
{
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Session session, Guid[] actors) =>
        actors.Length == 0
            ? new Dictionary<Guid, string>()
            : (await session.ListAsync<(Guid Id, string Name)>(NamesSql, new { actors }))
                .ToDictionary(key => key.Id, key => key.Name);

    const string NamesSql = """
        -- integrations.key-book.names
        select id, name from integrations.api_key where id = any(@actors)
        """;
}
