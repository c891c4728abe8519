using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>An owner asks for all that is payable now, whatever the schedule.</summary>
public static class AskPayout
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/payouts", Handle)
        .WithName(nameof(AskPayout))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.PayoutAccountNeeded, Refusals.PayoutAccountNew,
            Refusals.NothingPayable);

    static async Task<Results<Created<Payout>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, IStoreDesk desk, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Money);
        if (standing is null) return refusal!.AsProblem();
        var account = await tx.OneOrNullAsync<PayOut.Locked>(LockSql, new { tx.Region, store });
        if (account is null) return Refusals.PayoutAccountNeeded.AsProblem();
        var usable = account.ChangedAt + PayoutAccount.Wait;
        if (usable > clock.GetUtcNow()) return Refusals.PayoutAccountNew.With("usableFrom", usable).AsProblem();
        var made = await PayOut.RunAsync(tx, [account], isAsked: true);
        return made.GetValueOrDefault(store) is { } payout
            ? await tx.CommitAsync(TypedResults.Created($"/api/v1/store/{store}/payouts", payout))
            : Refusals.NothingPayable.AsProblem();
    }

    const string LockSql = """
        -- payments.ask-payout.lock
        select store_id, details_sealed, ending, schedule, minimum_minor, currency, changed_at
        from payments.payout_account
        where region = @Region and store_id = @store
        for update
        """;
}
