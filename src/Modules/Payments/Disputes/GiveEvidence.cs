using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>
/// A store says what speaks for it: the parcel's tracking, what was agreed. Taken until it is sent to
/// the gateway, a day before its time limit or when the platform says so.
/// </summary>
public static class GiveEvidence
{
    const int Most = 20;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/disputes/{dispute:guid}/evidence", Handle)
        .WithName(nameof(GiveEvidence))
        .RequireAccount()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.DisputeNotFound, Refusals.DisputeClosed,
            Refusals.TooMuchEvidence)
        .WithExample(new Body("Delivered on 3 December at 15:20, signed for. Tracking BR123456789BR."));

    public sealed record Body([Required, PlainText(4_000)] string Said);

    static async Task<Results<Created<GetStoreDispute.Answer>, ProblemHttpResult>> Handle(
        Guid store, Guid dispute, Body body, Caller caller, Database database, IStoreDesk desk, IOrderBook orders,
        Vault vault, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Money);
        if (standing is null) return refusal!.AsProblem();
        if (await GetStoreDispute.ReadAsync(tx, tx.Region, store, dispute, orders, vault) is null)
            return Refusals.DisputeNotFound.AsProblem();
        if (await TakeAsync(tx, dispute, store, caller, body, vault) is { } no) return no.AsProblem();
        return await tx.CommitAsync(TypedResults.Created(
            $"/api/v1/store/{store}/disputes/{dispute}",
            (await GetStoreDispute.ReadAsync(tx, tx.Region, store, dispute, orders, vault))!));
    }

    // The dispute's row is the lock: what is being sent takes nothing more, and twenty are twenty.
    internal static async Task<Refusal?> TakeAsync(
        Tx tx, Guid dispute, Guid? store, Caller caller, Body body, Vault vault)
    {
        var now = await tx.OneOrNullAsync<Standing>(LockSql, new { tx.Region, dispute });
        if (now is null) return Refusals.DisputeNotFound;
        if (!now.IsOpen) return Refusals.DisputeClosed;
        if (await tx.OneAsync<long>(CountSql, new { tx.Region, dispute }) >= Most) return Refusals.TooMuchEvidence;
        await tx.ExecuteAsync(WriteSql, new
        {
            tx.Region, id = Id.New(), dispute, store, caller.Account, said = Evidence.Seal(vault, body.Said),
        });
        return null;
    }

    sealed record Standing(bool IsOpen);

    const string LockSql = """
        -- payments.give-evidence.lock
        select status = 'needs_response' and sent_at is null as is_open
        from payments.dispute
        where region = @Region and id = @dispute
        for update
        """;

    const string CountSql = """
        -- payments.give-evidence.count
        select count(*) from payments.evidence where region = @Region and dispute_id = @dispute
        """;

    const string WriteSql = """
        -- payments.give-evidence.write
        insert into payments.evidence (region, id, dispute_id, store_id, account_id, said_sealed)
        values (@Region, @id, @dispute, @store, @Account, @said)
        """;
}
