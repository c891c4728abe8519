using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>What of stock waits for the platform.</summary>
static class ToDos
{
    public static IEnumerable<IToDo> All =>
    [
        new CountedToDo("inventory.discrepancies", Permission.ManageStock, DiscrepanciesSql),
    ];

    const string DiscrepanciesSql = """
        -- inventory.to-dos.discrepancies
        select count(*)::int as many, min(found_at) as since
        from (
            select found_at
            from inventory.discrepancy
            where state = 'open'
            order by offer_id
            limit @CountAtMost) as waiting
        """;
}
