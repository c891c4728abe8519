using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>The bank paid what is in a file, but for what came back. Said again, nothing changes.</summary>
public static class SettlePayoutFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/payout-files/{file:guid}/paid", Handle)
        .WithName(nameof(SettlePayoutFile))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.PayoutFileNotFound);

    /// <summary>How many payouts were paid by it.</summary>
    public sealed record Answer(int Paid);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid file, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (!await tx.OneAsync<bool>(KnownSql, new { tx.Region, file })) return Refusals.PayoutFileNotFound.AsProblem();
        var sent = await tx.ListAsync<Payout.Row>(SentSql, new { tx.Region, file });
        if (sent.Count == 0) return TypedResults.Ok(new Answer(0));
        await SettlePayout.SettleAsync(tx, sent, Payout.Paid, null, clock);
        tx.Audit("payout_file", file, new { unpaid = sent.Count }, new { unpaid = 0 });
        return await tx.CommitAsync(TypedResults.Ok(new Answer(sent.Count)));
    }

    const string KnownSql = """
        -- payments.settle-payout-file.known
        select exists (select from payments.payout_file where region = @Region and id = @file)
        """;

    const string SentSql = $"""
        -- payments.settle-payout-file.sent
        select {Payout.Columns}
        from payments.payout
        where region = @Region and file_id = @file and status = 'sent'
        order by id
        for update
        """;
}
