using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>Puts a store back on sale. Ending no holiday changes nothing.</summary>
public static class EndHoliday
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/store/{store:guid}/holiday", Handle)
        .WithName(nameof(EndHoliday))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.WrongStatus);

    static Task<Results<Ok<StoreFile>, ProblemHttpResult>> Handle(
        Guid store, Caller caller, Database database, Owners owners, CancellationToken stop) =>
        SetHoliday.ChangeAsync(
            store, SetHoliday.Back, false, null, "", caller, database, owners, stop);
}
