using System.Text.Json;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>
/// Sends what was said for the stores to the gateway, once: when the platform says so, or by itself a day before the
/// gateway's time limit. From then on nothing more is taken.
/// </summary>
public sealed class SendEvidence(Database database, Gateways gateways, Vault vault, TimeProvider clock) : Job
{
    public const string Kind = "payments.send-evidence";

    static readonly TimeSpan Before = TimeSpan.FromDays(1);

    public sealed record Body(Guid? Dispute);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/disputes/{dispute:guid}/send", Handle)
        .WithName(nameof(SendEvidence))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.DisputeNotFound, Refusals.DisputeClosed, Refusals.EvidenceNeeded);

    static async Task<Results<Accepted, ProblemHttpResult>> Handle(
        Guid dispute, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var now = await tx.OneOrNullAsync<Standing>(LockSql, new { tx.Region, dispute });
        if (now is null) return Refusals.DisputeNotFound.AsProblem();
        if (!now.IsOpen) return Refusals.DisputeClosed.AsProblem();
        if (!now.HasEvidence) return Refusals.EvidenceNeeded.AsProblem();
        await CloseAsync(tx, dispute, clock);
        tx.Audit("dispute", dispute, new { sent = false }, new { sent = true });
        return await tx.CommitAsync(TypedResults.Accepted($"/api/v1/admin/disputes/{dispute}"));
    }

    public override string Name => Kind;

    public override TimeSpan? Every => TimeSpan.FromMinutes(10);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        if (body.ValueKind == JsonValueKind.Object && body.Deserialize<Body>(Json.Options)?.Dispute is { } dispute)
            await SendAsync(dispute, stop);
        else
            while (await CloseDueAsync(stop)) { }
    }

    async Task<bool> CloseDueAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var due = await tx.OneOrNullAsync<Guid?>(
            DueSql, new { tx.Region, until = (clock.GetUtcNow() + Before).UtcDateTime });
        if (due is null) return false;
        await CloseAsync(tx, due.Value, clock);
        await tx.CommitAsync();
        return true;
    }

    // From this commit on the evidence is what it is; a durable job carries it over.
    static async Task CloseAsync(Tx tx, Guid dispute, TimeProvider clock)
    {
        await tx.ExecuteAsync(CloseSql, new { tx.Region, dispute, now = clock.GetUtcNow().UtcDateTime });
        tx.Enqueue(Kind, new Body(dispute), key: dispute.ToString());
    }

    async Task SendAsync(Guid dispute, CancellationToken stop)
    {
        ToSend? sending;
        IReadOnlyList<Evidence> said;
        await using (var session = await database.ReadFreshAsync(stop))
        {
            sending = await session.OneOrNullAsync<ToSend>(ToSendSql, new { database.Region, dispute });
            said = await Evidence.ReadAsync(session, database.Region, vault, dispute);
        }

        if (sending is null) return;
        await gateways.Of(sending.Method)!.AnswerDisputeAsync(
            sending.GatewayId, string.Join("\n\n", said.Select(one => one.Said)), dispute, stop);
    }

    sealed record Standing(bool IsOpen, bool HasEvidence);

    sealed record ToSend(string Method, string GatewayId);

    const string LockSql = """
        -- payments.send-evidence.lock
        select status = 'needs_response' and sent_at is null as is_open, exists (
            select from payments.evidence e where e.region = d.region and e.dispute_id = d.id) as has_evidence
        from payments.dispute d
        where region = @Region and id = @dispute
        for update
        """;

    const string DueSql = """
        -- payments.send-evidence.due
        select id
        from payments.dispute d
        where region = @Region and status = 'needs_response' and sent_at is null and due_by < @until
            and exists (select from payments.evidence e where e.region = d.region and e.dispute_id = d.id)
        order by id
        limit 1
        for update skip locked
        """;

    const string CloseSql = """
        -- payments.send-evidence.close
        update payments.dispute set sent_at = @now where region = @Region and id = @dispute
        """;

    const string ToSendSql = """
        -- payments.send-evidence.to-send
        select p.method, p.gateway_id
        from payments.dispute d
        join payments.payment p on p.region = d.region and p.id = d.payment_id
        where d.region = @Region and d.id = @dispute and d.sent_at is not null and d.status = 'needs_response'
        """;
}
