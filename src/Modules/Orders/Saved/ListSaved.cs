using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>What the caller put aside out of the cart, latest first: two hundred at most.</summary>
public static class ListSaved
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/cart/saved", Handle)
        .WithName(nameof(ListSaved))
        .AllowAnyone();

    static async Task<Ok<Page<CartItem>>> Handle(
        Caller caller, HttpContext context, Database database, SavedItems saved, CancellationToken stop)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        if (Owner.Of(caller) is not { } owner) return TypedResults.Ok(new Page<CartItem>([], null));
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Page<CartItem>(await saved.ReadAsync(session, owner), null));
    }
}
