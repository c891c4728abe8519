using Feria.Contracts;

namespace Feria.Payments;

/// <summary>What of money waits for the platform.</summary>
static class ToDos
{
    public static IEnumerable<IToDo> All =>
    [
        new CountedToDo("payments.disputes", Permission.ManagePayments, DisputesSql),
        new CountedToDo("payments.payouts", Permission.ManagePayments, PayoutsSql),
    ];

    const string DisputesSql = """
        -- payments.to-dos.disputes
        select count(*)::int as many, min(opened_at) as since
        from (
            select opened_at
            from payments.dispute
            where status = 'needs_response'
            order by id
            limit @CountAtMost) as waiting
        """;

    const string PayoutsSql = """
        -- payments.to-dos.payouts
        select count(*)::int as many, min(made_at) as since
        from (
            select made_at
            from payments.payout
            where status = 'made'
            order by id
            limit @CountAtMost) as waiting
        """;
}
