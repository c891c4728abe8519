using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>What a store has: held for orders under way, payable now, on its way to it.</summary>
public static class GetBalance
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/balance", Handle)
        .WithName(nameof(GetBalance))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks);

    /// <param name="ProtectionDays">So long after delivery what is held becomes payable.</param>
    public sealed record Answer(Money Held, Money Payable, Money OnItsWay, int ProtectionDays);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, IStoreDesk desk, SettingBook settings, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Money);
        if (standing is null) return refusal!.AsProblem();
        var found = await Balances.OfAsync(session, database.Region, store, standing.Currency);
        return TypedResults.Ok(new Answer(
            found.Held, found.Payable, found.OnItsWay, (int)settings.Of(PaymentSettings.Protection).TotalDays));
    }
}
