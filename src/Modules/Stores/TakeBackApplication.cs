using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>An owner takes an application back, to change the store and apply again.</summary>
public static class TakeBackApplication
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/take-back", Handle)
        .WithName(nameof(TakeBackApplication))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus);

    static Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, MoveMyStore move, CancellationToken stop) =>
        move.RunAsync(store, StoreLife.Deed.TakeBack, caller, stop);
}
