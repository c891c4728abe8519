using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>
/// Takes the payouts of a currency that wait, a thousand at most, into one file for the bank. It can be fetched as
/// often as it is wanted; no payout is in two.
/// </summary>
public static class MakePayoutFile
{
    public const int AtMost = 1_000;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/payout-files", Handle)
        .WithName(nameof(MakePayoutFile))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.NothingToSend, Refusals.PayoutFormatUnknown)
        .WithExample(new Body("pain.001", "EUR"));

    /// <param name="Format">pain.001 (ISO 20022) or list (CSV).</param>
    public sealed record Body([Required, OneLine(20)] string Format, [Required, Length(3, 3)] string Currency);

    static async Task<Results<Created<PayoutFile>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, IEnumerable<IPayoutFormat> formats, CancellationToken stop)
    {
        if (formats.All(format => format.Name != body.Format)) return Refusals.PayoutFormatUnknown.AsProblem();
        var id = Id.New();
        await using var tx = await database.WriteAsync(stop);
        var waiting = await tx.ListAsync<Guid>(WaitingSql, new { tx.Region, body.Currency, AtMost });
        if (waiting.Count == 0) return Refusals.NothingToSend.AsProblem();
        var file = await tx.OneAsync<PayoutFile.Row>(MakeSql, new
        {
            tx.Region, id, body.Format, body.Currency, waiting = waiting.ToArray(), caller.Account,
        });
        await tx.ExecuteAsync(TakeSql, new { tx.Region, id, waiting = waiting.ToArray() });
        tx.Audit("payout_file", id, null, new { body.Format, body.Currency, payouts = waiting.Count });
        return await tx.CommitAsync(TypedResults.Created($"/api/v1/admin/payout-files/{id}", file.File()));
    }

    const string WaitingSql = """
        -- payments.make-payout-file.waiting
        select id
        from payments.payout
        where region = @Region and status = 'made' and currency = @Currency
        order by id
        limit @AtMost
        for update skip locked
        """;

    const string MakeSql = $"""
        -- payments.make-payout-file.make
        insert into payments.payout_file (region, id, format, currency, payouts, amount_minor, made_by)
        select @Region, @id, @Format, @Currency, count(*), sum(amount_minor), @Account
        from payments.payout
        where region = @Region and id = any(@waiting)
        returning {PayoutFile.Columns}
        """;

    const string TakeSql = """
        -- payments.make-payout-file.take
        update payments.payout set status = 'sent', file_id = @id where region = @Region and id = any(@waiting)
        """;
}

/// <summary>Payouts sent to the bank together.</summary>
public sealed record PayoutFile(Guid Id, string Format, int Payouts, Money Total, DateTime MadeAt)
{
    internal sealed record Row(
        Guid Id, string Format, string Currency, int Payouts, long AmountMinor, DateTime MadeAt)
    {
        public PayoutFile File() => new(Id, Format, Payouts, new(AmountMinor, Currency), MadeAt);
    }

    internal const string Columns = "id, format, currency, payouts, amount_minor, made_at";
}
