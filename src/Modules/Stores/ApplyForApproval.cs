using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>An owner asks that the store may sell.</summary>
public static class ApplyForApproval
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/apply", Handle)
        .WithName(nameof(ApplyForApproval))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus, Refusals.RequirementsMissing,
            Refusals.NoNewStores);

    static Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, MoveMyStore move, CancellationToken stop) =>
        move.RunAsync(store, StoreLife.Deed.Apply, caller, stop);
}
