using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>One checkout's payment with its log, its refunds and what it wrote in the ledger.</summary>
public static class GetPayment
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/checkouts/{checkout:guid}/payment", Handle)
        .WithName(nameof(GetPayment))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.PaymentNotFound);

    public sealed record Answer(
        ListPayments.Listed Payment, IReadOnlyList<Said> Log, IReadOnlyList<Refunded> Refunds,
        IReadOnlyList<Booked> Ledger);

    public sealed record Said(string Kind, long AmountMinor, string? Why, DateTime At);

    /// <param name="DoneAt">Null while the gateway has not given the money back yet.</param>
    public sealed record Refunded(
        Guid Id, Guid? Order, long AmountMinor, string Why, DateTime AskedAt, DateTime? DoneAt);

    /// <param name="AmountMinor">Debit positive, credit negative.</param>
    public sealed record Booked(
        Guid Journal, string Kind, Guid? Order, string Account, Guid Owner, long AmountMinor, string Currency,
        DateTime At);

    public static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid checkout, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        if (await PaymentLog.FindAsync(session, database.Region, checkout) is not { } payment)
            return Refusals.PaymentNotFound.AsProblem();

        var which = new { database.Region, payment.Id };
        return TypedResults.Ok(new Answer(
            ListPayments.Listed.Of(payment),
            await session.ListAsync<Said>(LogSql, which),
            await session.ListAsync<Refunded>(RefundsSql, which),
            await session.ListAsync<Booked>(LedgerSql, which)));
    }

    const string LogSql = """
        -- payments.get-payment.log
        select kind, amount_minor, why, at
        from payments.payment_event
        where region = @Region and payment_id = @Id
        order by at
        """;

    const string RefundsSql = """
        -- payments.get-payment.refunds
        select id, order_id as order, amount_minor, why, asked_at, done_at
        from payments.refund
        where region = @Region and payment_id = @Id
        order by id
        """;

    const string LedgerSql = """
        -- payments.get-payment.ledger
        select j.id as journal, j.kind, j.order_id as order, e.account, e.owner, e.amount_minor, e.currency, j.at
        from payments.journal j
        join payments.entry e on e.region = j.region and e.journal_id = j.id
        where j.region = @Region and j.payment_id = @Id
        order by j.id, e.position
        """;
}
