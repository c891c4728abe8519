using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>What was changed of a listing, or was to be: who, when, what, what became of it; newest first.</summary>
public static class ListListingChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/listings/{product:guid}/changes", Handle)
        .WithName(nameof(ListListingChanges))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<ListingChange>>, ProblemHttpResult>> Handle(
        Guid store, Guid product, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        var take = Cursor.Limit(limit);
        var rows = await ChangeBook.OfListingAsync(session, store, product, before, take + 1);
        var page = Cursor.Cut(rows, take, row => row.Id);
        return TypedResults.Ok(new Page<ListingChange>([.. page.Items.Select(row => row.Shown())], page.Next));
    }
}
