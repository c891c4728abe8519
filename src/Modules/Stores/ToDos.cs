using Feria.Contracts;

namespace Feria.Stores;

/// <summary>What of stores waits for the platform.</summary>
static class ToDos
{
    public static IEnumerable<IToDo> All =>
    [
        new CountedToDo("stores.applied", Permission.ManageStores, AppliedSql),
    ];

    const string AppliedSql = """
        -- stores.to-dos.applied
        select count(*)::int as many, min(opened_at) as since
        from (
            select opened_at
            from stores.store
            where status = 'applied'
            order by id
            limit @CountAtMost) as waiting
        """;
}
