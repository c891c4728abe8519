using Feria.Contracts;
using Feria.Inventory;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Stock whose quantities are not what its movements say, and the one press that puts it right.</summary>
static class ShowDiscrepancies
{
    const string Place = "/operations/stock";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (string? cursor, Inside inside) => PageAsync(cursor, null, null, new(), 200, inside))
            .RequireAccess(Permission.ManageStock);
        pages.MapPost(Place + "/{discrepancy:guid}/repair", Repair).RequireAccess(Permission.ManageStock);
    }

    static async Task<IResult> Repair(
        Guid discrepancy, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "why");
        var answer = await inside.CallAsync(nameof(RepairStock), new { discrepancy }, new { why = form["why"] });
        if (answer.Problem is not { } problem)
            return await PageAsync(
                null, visit.Say("stock-check.said." + answer.Read<RepairStock.Answer>().State), null, new(), 200,
                inside);
        form.Take(problem, visit);
        form.Problem ??= form.ErrorOf("why");
        return await PageAsync(null, null, discrepancy, form, answer.Status, inside);
    }

    static async Task<IResult> PageAsync(
        string? cursor, string? said, Guid? at, Filled form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListDiscrepancies), new { cursor });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<DiscrepanciesPage>(new
        {
            Found = answer.Read<Page<ListDiscrepancies.Line>>(),
            Said = said,
            At = at,
            Form = form,
        })
        { StatusCode = status };
    }
}
