using System.Globalization;
using Feria.Contracts;
using Feria.Storefront;
using Feria.Trust;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>What was reported and noticed, for those who decide: the queue, each case, and the rules.</summary>
static class ShowModeration
{
    public const string Place = "/operations/moderation";
    public const string RulesPlace = Place + "/rules";
    const string One = Place + "/{case:guid}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAll).RequireAccess(Permission.Moderate);
        pages.MapGet(RulesPlace, (Inside inside) => RulesAsync(new Filled(), 200, inside))
            .RequireAccess(Permission.Moderate);
        pages.MapPost(RulesPlace, PutRule).RequireAccess(Permission.Moderate);
        pages.MapPost(RulesPlace + "/words", AddWord).RequireAccess(Permission.Moderate);
        pages.MapPost(RulesPlace + "/words/remove", RemoveWord).RequireAccess(Permission.Moderate);
        pages.MapGet(Place + "/products/{product:guid}", HistoryAsync).RequireAccess(Permission.Moderate);
        pages.MapGet(One, (Guid @case, Caller caller, Inside inside) =>
            OneAsync(@case, new Filled(), 200, caller, inside)).RequireAccess(Permission.Moderate);
        foreach (var (step, slice) in new[]
        {
            ("take", nameof(TakeCase)), ("give-back", nameof(GiveBackCase)), ("hand-up", nameof(HandUpCase)),
            ("decision", nameof(DecideCase)), ("appeal-decision", nameof(DecideAppeal)),
            ("change-decision", nameof(DecideChange)), ("restore", nameof(RestoreThing)),
        })
            pages.MapPost($"{One}/{step}", (
                Guid @case, [FromForm] IFormCollection sent, Visit visit, Caller caller, Inside inside) =>
                MoveAsync(@case, slice, sent, visit, caller, inside)).RequireAccess(Permission.Moderate);
    }

    public static string PathOf(Guid @case) => $"{Place}/{@case}";

    public static string HistoryOf(Guid product) => $"{Place}/products/{product}";

    static async Task<IResult> HistoryAsync(Guid product, string? cursor, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListProductHistory), new { product, cursor });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<ProductHistoryPage>(new
            {
                Product = product, Found = answer.Read<Page<ListProductHistory.Event>>(),
            });
    }

    static async Task<IResult> ShowAll(string? which, string? kind, string? reason, string? cursor, Inside inside)
    {
        var asked = new ModerationPage.Wish(
            ListCases.All.Contains(which) ? which! : ListCases.Waiting, ThingKind.All.Contains(kind) ? kind : null,
            Reason.All.Contains(reason) ? reason : null);
        var answer = await inside.CallAsync(
            nameof(ListCases), new { asked.Which, asked.Kind, asked.Reason, cursor, limit = 50 });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<ModerationPage>(new
        {
            Found = answer.Read<Page<ListCases.Listed>>(),
            Asked = asked,
            Times = (await inside.CallAsync(nameof(GetServiceTimes))).Read<GetServiceTimes.Times>(),
        });
    }

    static async Task<IResult> MoveAsync(
        Guid @case, string slice, IFormCollection sent, Visit visit, Caller caller, Inside inside)
    {
        var form = Filled.Of(sent, "version", "outcome", "reason", "justification", "why");
        int? version = int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            ? seen
            : null;
        object? body = slice switch
        {
            nameof(DecideCase) => new
            {
                version, outcome = form["outcome"], reason = form["reason"], justification = form["justification"],
            },
            nameof(DecideAppeal) or nameof(DecideChange) => new
            {
                version, outcome = form["outcome"], justification = form["justification"],
            },
            nameof(HandUpCase) or nameof(RestoreThing) => new { version, why = form["why"] },
            _ => null,
        };
        var answer = await inside.CallAsync(slice, new { @case }, body);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(@case)));
        form.Take(problem, visit);
        return await OneAsync(@case, form, answer.Status, caller, inside);
    }

    static async Task<IResult> OneAsync(Guid @case, Filled form, int status, Caller caller, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetCase), new { @case });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<CasePage>(new
            {
                Shown = answer.Read<GetCase.CaseView>(), Form = form, Me = caller.Account!.Value,
            })
            { StatusCode = status };
    }

    static async Task<IResult> PutRule([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "name", "value");
        int? value = int.TryParse(form["value"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
        return await AfterAsync(
            await inside.CallAsync(nameof(PutModerationRule), new { name = form["name"] }, new { value }), form, visit,
            inside);
    }

    static async Task<IResult> AddWord([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "language", "word");
        return await AfterAsync(
            await inside.CallAsync(
                nameof(AddForbiddenWord), body: new { language = form["language"], word = form["word"] }),
            form, visit, inside);
    }

    static async Task<IResult> RemoveWord([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "language", "word");
        return await AfterAsync(
            await inside.CallAsync(
                nameof(RemoveForbiddenWord), body: new { language = form["language"], word = form["word"] }),
            new Filled(), visit, inside);
    }

    static async Task<IResult> AfterAsync(Inside.Answer answer, Filled form, Visit visit, Inside inside)
    {
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(RulesPlace));
        form.Take(problem, visit);
        return await RulesAsync(form, answer.Status, inside);
    }

    static async Task<IResult> RulesAsync(Filled form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListModerationRules));
        return new RazorComponentResult<ModerationRulesPage>(new
        {
            Found = answer.Read<ListModerationRules.Answer>(), Form = form,
        })
        { StatusCode = status };
    }
}
