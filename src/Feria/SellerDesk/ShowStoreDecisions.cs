using Feria.Storefront;
using Feria.Stores;
using Feria.Trust;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>What was decided about a store and what it sells or wrote, and its appeals.</summary>
static class ShowStoreDecisions
{
    const string Place = "/sell/{store:guid}/decisions";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, string? cursor, Inside inside) =>
            PageAsync(store, cursor, new Filled(), 200, inside)).RequireAccount();
        pages.MapPost(Place + "/{decision:guid}/appeal", Appeal).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/decisions";

    static async Task<IResult> Appeal(
        Guid store, Guid decision, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var (form, answer) = await ShowDecisions.AppealAsync(decision, sent, visit, inside);
        return answer.Problem is null
            ? new SeeOther(visit.To($"{PathOf(store)}#decision-{decision}"))
            : await PageAsync(store, null, form, answer.Status, inside);
    }

    static async Task<IResult> PageAsync(Guid store, string? cursor, Filled form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var answer = await inside.CallAsync(nameof(ListStoreDecisions), new { store, cursor });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<StoreDecisionsPage>(new
            {
                Store = file.Read<StoreFile>(), Found = answer.Read<OwnDecisions>(), Form = form,
            })
            { StatusCode = status };
    }
}
