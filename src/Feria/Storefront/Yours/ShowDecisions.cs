using Feria.Trust;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>What was decided about what somebody wrote, and their appeals.</summary>
static class ShowDecisions
{
    public const string Place = "/account/decisions";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (string? cursor, Inside inside) => PageAsync(cursor, new Filled(), 200, inside))
            .RequireAccount();
        pages.MapPost(Place + "/{decision:guid}/appeal", Appeal).RequireAccount();
    }

    static async Task<IResult> Appeal(Guid decision, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var (form, answer) = await AppealAsync(decision, sent, visit, inside);
        return answer.Problem is null
            ? new SeeOther(visit.To($"{Place}#decision-{decision}"))
            : await PageAsync(null, form, answer.Status, inside);
    }

    /// <summary>The same of a store's decision.</summary>
    internal static async Task<(Filled Form, Inside.Answer Answer)> AppealAsync(
        Guid decision, IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "words");
        form["decision"] = decision.ToString();
        var answer = await inside.CallAsync(
            nameof(AppealDecision), new { decision }, new { words = form["words"] });
        if (answer.Problem is { } problem) form.Take(problem, visit);
        return (form, answer);
    }

    static async Task<IResult> PageAsync(string? cursor, Filled form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListMyDecisions), new { cursor });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<DecisionsPage>(new { Found = answer.Read<OwnDecisions>(), Form = form })
            {
                StatusCode = status,
            };
    }
}
