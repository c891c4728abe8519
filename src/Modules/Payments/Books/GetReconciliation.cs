using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>
/// The books over some days: what each account had, what every kind of journal did to it, what it has. Nothing else
/// moves money, so each cent is in one of these cells, and every column sums to nothing in each currency.
/// </summary>
public static class GetReconciliation
{
    const int MostDays = 31;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/reconciliation", Handle)
        .WithName(nameof(GetReconciliation))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(KernelRefusals.WrongDays, Refusals.TooManyDays);

    /// <param name="Opening">Debit positive: what the platform has. Credit negative: what it owes or earned.</param>
    /// <param name="Moves">By the kind of journal.</param>
    public sealed record Account(
        string Name, Money Opening, IReadOnlyDictionary<string, long> Moves, Money Closing);

    /// <param name="Differences">By how much a currency is out of balance: none, unless the books are broken.</param>
    public sealed record Answer(
        DateOnly From, DateOnly To, IReadOnlyList<Account> Accounts, IReadOnlyList<Money> Differences);

    /// <param name="from">First day in UTC; by default thirty days are told, 31 at most.</param>
    /// <param name="to">Last day in UTC; today where left out.</param>
    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        DateOnly? from, DateOnly? to, Database database, TimeProvider clock, CancellationToken stop)
    {
        if (Days.Of(from, to, Days.Today(clock)) is not { } days) return KernelRefusals.WrongDays.AsProblem();
        if (days.Count > MostDays) return Refusals.TooManyDays.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<Row>(MovesSql, new
        {
            database.Region, first = Id.FirstAt(days.From), end = Id.FirstAt(days.Until),
        });
        var accounts = rows.GroupBy(row => (row.Currency, row.Account)).Select(AccountOf).ToList();
        return TypedResults.Ok(new Answer(
            days.First, days.Last, accounts,
            [
                .. accounts.SelectMany(account => new[] { account.Opening, account.Closing }.Index())
                    .GroupBy(one => (one.Index, one.Item.Currency), one => one.Item.Amount)
                    .Select(same => new Money(same.Sum(), same.Key.Currency))
                    .Where(sum => sum.Amount != 0),
            ]));
    }

    // What is now, less what came after, is how it closed.
    static Account AccountOf(IGrouping<(string Currency, string Account), Row> rows)
    {
        var moves = rows.Where(row => row.Kind is not (Now or After)).ToDictionary(row => row.Kind, row => row.Minor);
        var closing = rows.Where(row => row.Kind == Now).Sum(row => row.Minor)
            - rows.Where(row => row.Kind == After).Sum(row => row.Minor);
        return new(
            rows.Key.Account, new(closing - moves.Values.Sum(), rows.Key.Currency), moves,
            new(closing, rows.Key.Currency));
    }

    const string Now = "=now";
    const string After = "=after";

    sealed record Row(string Account, string Currency, string Kind, long Minor);

    const string MovesSql = """
        -- payments.get-reconciliation.moves
        with moved as (
            select e.account, e.currency, e.amount_minor, j.kind, j.id
            from payments.journal j
            cross join lateral (
                select account, currency, amount_minor
                from payments.entry
                where entry.region = j.region and entry.journal_id = j.id
                offset 0) e
            where j.region = @Region and j.id >= @first
        )
        select account, currency, case when id < @end then kind else '=after' end as kind,
            sum(amount_minor)::bigint as minor
        from moved
        group by 1, 2, 3
        union all
        select account, currency, '=now', sum(amount_minor)::bigint
        from payments.ledger_now(@Region)
        group by account, currency
        order by currency, account, kind
        """;
}
