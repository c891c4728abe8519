using System.Globalization;
using Feria.Contracts;
using Feria.Search;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Why a product ranks where it does, judging that, and changing the ranking with proof.</summary>
static class ShowRanking
{
    const string Place = ShowSearchDesk.Place + "/ranking";
    const string Why = ShowSearchDesk.Place + "/why";

    public static readonly string[] Weights =
        ["prior", "sideBySide", "begins", "corrected", "joined", "synonym"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Inside inside) => ShowAsync(null, 200, inside)).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place, SaveDraft).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place + "/prove", (Visit visit, Inside inside) =>
            DoAsync(inside.CallAsync(nameof(ProveRanking)), visit, inside)).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place + "/live", GoLive).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place + "/back", (Visit visit, Inside inside) =>
            DoAsync(inside.CallAsync(nameof(TakeRankingBack)), visit, inside)).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Place + "/judgements", TakeJudgements)
            .WithMetadata(new RequestSizeLimitAttribute(ImportJudgements.MostBytes + (1 << 16)))
            .RequireAccess(Permission.ManageSearch);
        pages.MapGet(Why, Explain).RequireAccess(Permission.ManageSearch);
        pages.MapPost(Why, Judge).RequireAccess(Permission.ManageSearch);
    }

    static async Task<IResult> ShowAsync(Filled? form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetRanking));
        if (answer.Problem is { } problem) return problem.AsProblem();
        var found = answer.Read<GetRanking.Answer>();
        return new RazorComponentResult<RankingPage>(new { Found = found, Form = form ?? FormOf(found) })
        {
            StatusCode = status,
        };
    }

    static Filled FormOf(GetRanking.Answer found)
    {
        var weights = found.Draft?.Weights ?? found.Live.Weights;
        string Text(int weight) => weight.ToString(CultureInfo.InvariantCulture);
        return new()
        {
            ["version"] = found.Draft?.Version.ToString(CultureInfo.InvariantCulture),
            ["prior"] = Text(weights.Prior),
            ["sideBySide"] = Text(weights.SideBySide),
            ["begins"] = Text(weights.Begins),
            ["corrected"] = Text(weights.Corrected),
            ["joined"] = Text(weights.Joined),
            ["synonym"] = Text(weights.Synonym),
        };
    }

    static async Task<IResult> SaveDraft([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, [.. Weights, "version"]);
        int Of(string name) => int.TryParse(form[name], CultureInfo.InvariantCulture, out var weight) ? weight : -1;
        foreach (var name in Weights)
            if (Of(name) < (name is "prior" or "sideBySide" ? 0 : 1) || Of(name) > (name == "prior" ? 200 : 100))
                form.Blame(name, visit.Say("find.wrong-weight"));
        if (!form.Fine) return await ShowAsync(form, 400, inside);
        var answer = await inside.CallAsync(nameof(PutRankingDraft), body: new
        {
            weights = new RankingWeights(
                Of("prior"), Of("sideBySide"), Of("begins"), Of("corrected"), Of("joined"), Of("synonym")),
            version = Of("version") is > 0 and var version ? version : (int?)null,
        });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place));
        form.Problem = visit.Refused(problem.Code, problem.Title);
        return await ShowAsync(form, answer.Status, inside);
    }

    static async Task<IResult> GoLive([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "version", "why");
        return await DoAsync(inside.CallAsync(nameof(PutRankingLive), body: new
        {
            version = int.TryParse(form["version"], CultureInfo.InvariantCulture, out var version) ? version : 0,
            why = form["why"],
        }), visit, inside);
    }

    static async Task<IResult> DoAsync(Task<Inside.Answer> doing, Visit visit, Inside inside)
    {
        var answer = await doing;
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place));
        var now = await inside.CallAsync(nameof(GetRanking));
        var form = now.Problem is null ? FormOf(now.Read<GetRanking.Answer>()) : new();
        form.Problem = visit.Refused(problem.Code, problem.Title);
        return await ShowAsync(form, answer.Status, inside);
    }

    static async Task<IResult> TakeJudgements([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        if (sent.Files.GetFile("file") is not { Length: > 0 } file) return new SeeOther(visit.To(Place));
        await using var bytes = file.OpenReadStream();
        var read = await Bounded.ReadAsync(bytes, ImportJudgements.MostBytes, CancellationToken.None);
        return await DoAsync(
            inside.CallAsync(nameof(ImportJudgements), body: new Inside.Raw(read ?? [])), visit, inside);
    }

    static async Task<IResult> Explain(string? q, string? product, Visit visit, Inside inside)
    {
        var form = new Filled { ["q"] = q?[..Math.Min(200, q.Length)], ["product"] = product };
        ExplainRank.Explanation? explained = null;
        Found? found = null;
        if (form["q"] is { Length: > 0 } words)
        {
            var listed = await inside.CallAsync(
                nameof(SearchProducts), new { q = words, limit = 20, locale = visit.Language.Code });
            if (listed.Problem is null) found = listed.Read<Found>();
            if (form["product"] is { Length: > 0 and <= 200 } named)
            {
                var id = await ShowSearchDesk.ProductOfAsync(named.Split('?')[0].TrimEnd('/').Split('/')[^1], inside);
                var answer = id is null ? null : await inside.CallAsync(
                    nameof(ExplainRank), new { q = words, product = id, locale = visit.Language.Code });
                if (answer is { Problem: null }) explained = answer.Read<ExplainRank.Explanation>();
                else form.Blame("product", visit.Say("find.no-product", named));
            }
        }

        return new RazorComponentResult<WhyPage>(new { Form = form, Explained = explained, Found = found });
    }

    static async Task<IResult> Judge([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "q", "product", "grade");
        var answer = await inside.CallAsync(nameof(PutJudgement), body: new
        {
            query = form["q"],
            product = Guid.TryParse(form["product"], out var id) ? id : Guid.Empty,
            grade = int.TryParse(form["grade"], CultureInfo.InvariantCulture, out var grade) ? grade : (int?)null,
        });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To($"{Why}?q={Uri.EscapeDataString(form["q"] ?? "")}&product={form["product"]}"));
    }
}
