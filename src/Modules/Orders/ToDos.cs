using Feria.Contracts;

namespace Feria.Orders;

/// <summary>What of orders waits for the platform.</summary>
static class ToDos
{
    public static IEnumerable<IToDo> All =>
    [
        new CountedToDo("orders.escalated-returns", Permission.ManageOrders, EscalatedReturnsSql),
    ];

    const string EscalatedReturnsSql = """
        -- orders.to-dos.escalated-returns
        select count(*)::int as many, min(asked_at) as since
        from (
            select asked_at
            from orders.return
            where status = 'escalated'
            order by id
            limit @CountAtMost) as waiting
        """;
}
