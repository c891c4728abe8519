using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>The trial balance: every account, the stores' taken together; each currency sums to zero.</summary>
public static class GetLedger
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/ledger", Handle)
        .WithName(nameof(GetLedger))
        .RequireAccess(Permission.ManagePayments);

    /// <param name="Balance">Debit positive: what we have. Credit negative: what we owe or earned.</param>
    public sealed record Account(string Name, Money Balance);

    public sealed record Answer(IReadOnlyList<Account> Accounts);

    public static async Task<Ok<Answer>> Handle(Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<Row>(BalanceSql, new { database.Region });
        return TypedResults.Ok(new Answer(
            [.. rows.Select(row => new Account(row.Account, new(row.Balance, row.Currency)))]));
    }

    sealed record Row(string Account, string Currency, long Balance);

    // The upper bound leaves nothing out; it tells the planner that few are meant.
    const string BalanceSql = """
        -- payments.get-ledger.balance
        with since as (
            select e.account, e.currency, e.amount_minor
            from payments.journal j
            cross join lateral (
                select account, currency, amount_minor
                from payments.entry
                where entry.region = j.region and entry.journal_id = j.id
                offset 0) e
            where j.region = @Region
                and j.written_by >= coalesce((select until from payments.ledger_closed where region = @Region), 0)
                and j.written_by <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        )
        select account, currency, sum(amount_minor)::bigint as balance
        from (
            select account, currency, sum_minor as amount_minor from payments.ledger_sum where region = @Region
            union all
            select account, currency, amount_minor from since) a
        group by account, currency
        order by currency, account
        """;
}
