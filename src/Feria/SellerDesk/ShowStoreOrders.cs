using Feria.Orders;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.SellerDesk;

/// <summary>A store's orders: what is to do first, the rest by where it stands.</summary>
static class ShowStoreOrders
{
    public const string Place = "/sell/{store:guid}/orders";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(Place, Show).RequireAccount();

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/orders";

    static async Task<IResult> Show(Guid store, string? status, string? cursor, Inside inside)
    {
        var which = status switch { null or "" => ListStoreOrders.ToDo, "all" => null, _ => status };
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var counts = await inside.CallAsync(nameof(CountStoreOrders), new { store });
        if (counts.Problem is { } uncounted) return uncounted.AsProblem();
        var found = await inside.CallAsync(nameof(ListStoreOrders), new { store, status = which, cursor });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<StoreOrdersPage>(new
        {
            Store = file.Read<StoreFile>(),
            Counts = counts.Read<CountStoreOrders.Answer>(),
            Found = found.Read<Page<ListStoreOrders.Listed>>(),
            Status = which ?? "all",
        });
    }
}
