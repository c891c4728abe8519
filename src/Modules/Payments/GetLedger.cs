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

    const string BalanceSql = """
        -- payments.get-ledger.balance
        select account, currency, sum(amount_minor)::bigint as balance
        from payments.ledger_now(@Region)
        group by account, currency
        order by currency, account
        """;
}
