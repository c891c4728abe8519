using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>How a store gets orders to buyers, in its order, what is not offered too.</summary>
public static class ListDeliveryMethods
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/delivery-methods", Handle)
        .WithName(nameof(ListDeliveryMethods))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks);

    public sealed record Answer(IReadOnlyList<MethodFile> Methods);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await Desk.EnterAsync(session, store, caller);
        return standing is null
            ? refusal!.AsProblem()
            : TypedResults.Ok(new Answer(await DeliveryMethods.OfAsync(session, store)));
    }
}
