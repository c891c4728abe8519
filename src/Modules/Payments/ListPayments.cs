using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>Payments, newest first; those still open or gone wrong can be picked out by their status.</summary>
public static class ListPayments
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/payments", Handle)
        .WithName(nameof(ListPayments))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(KernelRefusals.MalformedCursor);

    /// <param name="Looks">How often the sweeper asked the gateway.</param>
    /// <param name="LookAt">When it asks next; null where nothing is open.</param>
    public sealed record Listed(
        Guid Id, Guid Checkout, string Method, string Status, string? Why, Money Amount, long Captured, long Refunded,
        long Disputed, string? GatewayId, int Looks, DateTime? LookAt, DateTime OpenedAt)
    {
        internal static Listed Of(Payment payment) => new(
            payment.Id, payment.CheckoutId, payment.Method, payment.Status, payment.Why, payment.Amount,
            payment.CapturedMinor, payment.RefundedMinor, payment.DisputedMinor, payment.GatewayId, payment.Looks,
            payment.LookAt, payment.OpenedAt);
    }

    public static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        string? status, int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<Payment>(
            status is null ? ListSql : OfStatusSql,
            new { database.Region, status, before, limit = Cursor.Limit(limit) + 1 });
        return TypedResults.Ok(Cursor.Cut(
            rows.Select(Listed.Of).ToList(), Cursor.Limit(limit), listed => listed.Id));
    }

    const string Columns = """
        id, checkout_id, method, currency, amount_minor, status, why, gateway_id, gateway_version, next_url,
            captured_minor, refund_asked_minor, refunded_minor, disputed_minor, look_at, looks, opened_at
        """;

    const string ListSql = $"""
        -- payments.list-payments.list
        select {Columns}
        from payments.payment
        where region = @Region and id < @before
        order by id desc
        limit @limit
        """;

    // Said so, the index of statuses is read also where it is planned for any: a rare one is not looked for in all.
    const string OfStatusSql = $"""
        -- payments.list-payments.of-status
        select {Columns}
        from payments.payment
        where region = @Region and (status, id) < (@status, @before) and status >= @status
        order by status desc, id desc
        limit @limit
        """;
}
