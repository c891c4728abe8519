using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>An owner closes the store for good. What was paid is still fulfilled or refunded.</summary>
public static class CloseMyStore
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/close", Handle)
        .WithName(nameof(CloseMyStore))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus);

    static Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, MoveMyStore move, CancellationToken stop) =>
        move.RunAsync(store, StoreLife.Deed.Close, caller, stop);
}
