using System.Globalization;
using Feria.Community;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>What a store was asked about what it sells, what waits for an answer first.</summary>
static class ShowStoreQuestions
{
    const string Place = "/sell/{store:guid}/questions";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, string? cursor, Inside inside) =>
            PageAsync(store, cursor, new Filled(), 200, inside)).RequireAccount();
        pages.MapPost(Place + "/{question:guid}", Answer).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/questions";

    static async Task<IResult> Answer(
        Guid store, Guid question, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        int.TryParse(sent["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var answer = await inside.CallAsync(
            nameof(AnswerQuestion), new { question }, new { store, version, text = sent["text"].ToString() });
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To($"{PathOf(store)}#question-{question}"));
        var form = new Filled { Problem = visit.Refused(problem.Code, problem.Title) };
        form[$"{question}"] = sent["text"];
        return await PageAsync(store, null, form, answer.Status, inside);
    }

    static async Task<IResult> PageAsync(Guid store, string? cursor, Filled form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var questions = await inside.CallAsync(nameof(ListStoreQuestions), new { store, cursor });
        if (questions.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<StoreQuestionsPage>(new
        {
            Store = file.Read<StoreFile>(),
            Questions = questions.Read<Page<ListStoreQuestions.Item>>(),
            Form = form,
        })
        { StatusCode = status };
    }
}
