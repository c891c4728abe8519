using Feria.Contracts;
using Feria.Orders;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Orders of all stores for the platform: the list, and one with the purchase it is of.</summary>
static class ShowAllOrders
{
    public const string Place = "/operations/orders";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAll).RequireAccess(Permission.ManageOrders);
        pages.MapGet(Place + "/{order:guid}", (Guid order, Inside inside) => OneAsync(order, new Filled(), 200, inside))
            .RequireAccess(Permission.ManageOrders);
        pages.MapPost(Place + "/{order:guid}", Cancel).RequireAccess(Permission.ManageOrders);
    }

    public static string PathOf(Guid order) => $"{Place}/{order}";

    static async Task<IResult> ShowAll(Guid? account, string? cursor, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListAllOrders), new { account, cursor, limit = 50 });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<AllOrdersPage>(new
            {
                Found = answer.Read<Page<ListAllOrders.Listed>>(), Account = account,
            });
    }

    static async Task<IResult> Cancel(
        Guid order, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "why");
        var answer = await inside.CallAsync(
            nameof(MoveOrder), new { order }, new { status = OrderStatus.Cancelled, why = form["why"] });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(order)));
        form.Problem = visit.Refused(problem.Code, problem.Title);
        return await OneAsync(order, form, answer.Status, inside);
    }

    static async Task<IResult> OneAsync(Guid order, Filled form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetAnyOrder), new { order });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<AnyOrderPage>(new { File = answer.Read<GetAnyOrder.File>(), Form = form })
            {
                StatusCode = status,
            };
    }
}
