using Feria.Catalog;
using Feria.Contracts;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.SellerDesk;

/// <summary>All changes of a listing, and the one that waits withdrawn.</summary>
static class ShowListingChanges
{
    const string Place = "/sell/{store:guid}/listings/{product:guid}/changes";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place + "/{change:guid}/withdraw", Withdraw).RequireAccount();
    }

    public static string PathOf(Guid store, Guid product) => $"{ShowListings.PathOf(store)}/{product}/changes";

    static async Task<IResult> Show(Guid store, Guid product, string? cursor, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(ListListingChanges), new { store, product, cursor });
        return found.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<ListingChangesPage>(new
            {
                Store = file.Read<StoreFile>(), Product = product, Found = found.Read<Page<ListingChange>>(),
            });
    }

    static async Task<IResult> Withdraw(Guid store, Guid product, Guid change, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(WithdrawListingChange), new { store, product, change });
        return answer.Problem is { } problem
            ? await ShowListings.ShowAsync(
                store, null, null, null, visit.Refused(problem.Code, problem.Title), [], answer.Status, inside)
            : new SeeOther(visit.To($"{ShowListings.PathOf(store)}/{product}?said=withdrawn"));
    }
}
