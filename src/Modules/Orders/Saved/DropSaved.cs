using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Forgets something that was saved for later; done again, nothing happens.</summary>
public static class DropSaved
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/cart/saved/{offer:guid}", Handle)
        .WithName(nameof(DropSaved))
        .AllowAnyone()
        .OnlyInPerson();

    static async Task<NoContent> Handle(
        Guid offer, Caller caller, Database database, SavedItems saved, CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return TypedResults.NoContent();
        await using var tx = await database.WriteAsync(stop);
        await saved.DropAsync(tx, owner, offer);
        return await tx.CommitAsync(TypedResults.NoContent());
    }
}
