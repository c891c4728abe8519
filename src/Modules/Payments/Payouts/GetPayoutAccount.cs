using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>Where a store's money goes and how often; its owners alone are told.</summary>
public static class GetPayoutAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/payout-account", Handle)
        .WithName(nameof(GetPayoutAccount))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.PayoutAccountNeeded);

    static async Task<Results<Ok<PayoutAccount>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, IStoreDesk desk, Vault vault, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Money);
        if (standing is null) return refusal!.AsProblem();
        return await PayoutAccount.ReadAsync(session, database.Region, vault, store) is { } account
            ? TypedResults.Ok(account)
            : Refusals.PayoutAccountNeeded.AsProblem();
    }
}
