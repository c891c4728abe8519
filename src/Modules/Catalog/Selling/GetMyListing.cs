using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>One of a store's listings, with the version that an edit of it names.</summary>
public static class GetMyListing
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/listings/{product:guid}", Handle)
        .WithName(nameof(GetMyListing))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.ListingNotFound);

    static async Task<Results<Ok<MyListing>, ProblemHttpResult>> Handle(
        Guid store, Guid product, string? locale, [FromHeader(Name = "Accept-Language")] string? acceptLanguage,
        Caller caller, Database database, IStoreDesk desk, IStock stock, IListingChanges changes,
        CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        var language = Locale.Choose(locale, acceptLanguage);
        if (await MyListing.ReadAsync(session, stock, store, product, language) is not { } listing)
            return Refusals.ListingNotFound.AsProblem();
        return TypedResults.Ok(listing.Waiting is not { } waiting
            ? listing
            : listing with { Waiting = await changes.FindAsync(session, waiting.Id) });
    }
}
