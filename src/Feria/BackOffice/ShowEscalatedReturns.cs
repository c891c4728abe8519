using Feria.Contracts;
using Feria.Orders;
using Feria.SellerDesk;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Returns on which buyer and store do not agree, for those who decide.</summary>
static class ShowEscalatedReturns
{
    public const string Place = "/operations/returns";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAll).RequireAccess(Permission.ManageOrders);
        pages.MapGet(Place + "/{id:guid}", (Guid id, Inside inside) =>
            OneAsync(id, new Filled(), 200, inside)).RequireAccess(Permission.ManageOrders);
        pages.MapPost(Place + "/{id:guid}", Decide).RequireAccess(Permission.ManageOrders);
    }

    public static string PathOf(Guid id) => $"{Place}/{id}";

    static async Task<IResult> ShowAll(string? cursor, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListEscalatedReturns), new { cursor, limit = 50 });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<EscalatedReturnsPage>(new
            {
                Found = answer.Read<Page<ListEscalatedReturns.Listed>>(),
            });
    }

    static async Task<IResult> Decide(Guid id, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "outcome", "words", "amount", "currency");
        var answer = await inside.CallAsync(nameof(DecideReturn), new { id }, new
        {
            outcome = form["outcome"], words = form["words"],
            amount = form["outcome"] == DecideReturn.Buyer ? ShowStoreReturns.SumOf(form) : null,
        });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(id)));
        form.Take(problem, visit);
        form.Problem ??= visit.Refused(problem.Code, problem.Title);
        return await OneAsync(id, form, answer.Status, inside);
    }

    static async Task<IResult> OneAsync(Guid id, Filled form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetReturnFile), new { id });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<DecideReturnPage>(new { Back = answer.Read<Return>(), Form = form })
            {
                StatusCode = status,
            };
    }
}
