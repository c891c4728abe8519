using System.Globalization;
using Feria.Contracts;
using Feria.Marketing;
using Feria.SellerDesk;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Pages that marketing composes: make, look at, publish, take back, and restore what was.</summary>
static class ShowLandingPages
{
    public const string Place = "/operations/landing-pages";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, List).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/new", (LandingShelves shelves, CancellationToken stop) =>
            FormAsync(Id.New(), null, LandingForm.New(), 200, shelves, stop))
            .RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{page:guid}", (Guid page, string? cursor, Inside inside) =>
            FileAsync(page, cursor, null, 200, inside)).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{page:guid}/terms", Edit).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{page:guid}/terms", Save).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{page:guid}/preview", Preview).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{page:guid}/moves", Move).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{page:guid}/restore", Restore).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{page:guid}/remove", Remove).RequireAccess(Permission.ManageCampaigns);
    }

    static async Task<IResult> List(string? cursor, Inside inside)
    {
        var found = await inside.CallAsync(nameof(ListLandingPages), new { cursor, limit = 50 });
        return found.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<LandingPagesPage>(new { Found = found.Read<Page<LandingEntry>>() });
    }

    static async Task<IResult> FileAsync(Guid page, string? cursor, string? trouble, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetLandingPage), new { page });
        if (found.Problem is { } problem) return problem.AsProblem();
        var versions = await inside.CallAsync(nameof(ListLandingVersions), new { page, cursor, limit = 20 });
        return versions.Problem is { } wrong
            ? wrong.AsProblem()
            : new RazorComponentResult<LandingFilePage>(new
            {
                File = found.Read<LandingFile>(), Versions = versions.Read<Page<LandingVersion>>(), Trouble = trouble,
            })
            { StatusCode = status };
    }

    static async Task<IResult> Edit(
        Guid page, Inside inside, Database database, IProductBook products, LandingShelves shelves,
        CancellationToken stop)
    {
        var found = await inside.CallAsync(nameof(GetLandingPage), new { page });
        if (found.Problem is { } problem) return problem.AsProblem();
        var file = found.Read<LandingFile>();
        Guid[] picked = [.. file.Terms.Blocks.SelectMany(block => block.Products ?? []).Distinct()];
        var slugs = new Dictionary<Guid, string>();
        if (picked.Length > 0)
        {
            await using var session = await database.ReadAsync(stop);
            slugs = (await products.FactsAsync(session, picked)).ToDictionary(fact => fact.Product, fact => fact.Slug);
        }

        return await FormAsync(page, file.Page, LandingForm.Of(file, slugs), 200, shelves, stop);
    }

    static async Task<IResult> Save(
        Guid page, [FromForm] IFormCollection sent, Visit visit, Inside inside, LandingShelves shelves,
        CancellationToken stop)
    {
        var form = Filled.Of(sent, LandingForm.Names);
        var before = (await inside.CallAsync(nameof(GetLandingPage), new { page })).Found<LandingFile>()?.Page;
        for (var block = 0; block < LandingForm.Count(form); block++)
        {
            var field = LandingForm.Field(block, "picture");
            var taken = await SentPictures.TakeAsync(
                sent, form, field, visit, inside, input: LandingForm.Field(block, "files"));
            if (taken.Count > 0) form[field] = taken[0];
        }

        if (LandingForm.Arrange(form, sent["do"])) return await AgainAsync(form.Fine ? 200 : 422);
        var products = new Dictionary<int, IReadOnlyList<Guid>>();
        for (var block = 0; block < LandingForm.Count(form); block++)
            if (form[LandingForm.Field(block, "what")] == LandingBlock.OfProducts
                && form[LandingForm.Field(block, "source")] == LandingForm.Picked)
                products[block] = await PickedAsync(form, block, visit, inside);
        var body = LandingForm.BodyOf(form, products, visit);
        if (!form.Fine) return await AgainAsync(422);
        var answer = await inside.CallAsync(nameof(PutLandingPage), new { page }, body);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{Place}/{page}"));
        LandingForm.Take(form, problem, visit);
        return await AgainAsync(answer.Status);

        Task<IResult> AgainAsync(int status) => FormAsync(page, before, form, status, shelves, stop);
    }

    // Products by their addresses, one a line.
    static async Task<IReadOnlyList<Guid>> PickedAsync(Filled form, int block, Visit visit, Inside inside)
    {
        var field = LandingForm.Field(block, "of");
        var picked = new List<Guid>();
        foreach (var line in PromotionForm.PartsOf(form[field]).Take(LandingBlock.MostProducts + 1))
            if (await ShowSearchDesk.ProductOfAsync(line.Split('?')[0].TrimEnd('/').Split('/')[^1], inside)
                is { } product) picked.Add(product);
            else form.Blame(field, visit.Say("find.no-product", line));
        return [.. picked.Distinct()];
    }

    static async Task<IResult> Preview(
        Guid page, int? version, Visit visit, Inside inside, LandingPages landing, LandingCards cards,
        TimeProvider clock, CancellationToken stop)
    {
        var found = await inside.CallAsync(nameof(GetLandingPage), new { page, version });
        if (found.Problem is { } problem) return problem.AsProblem();
        var shown = await landing.DrawAsync(found.Read<LandingFile>().Terms, visit.Language.Code, stop);
        var now = clock.GetUtcNow().UtcDateTime;
        return new RazorComponentResult<LandingPage>(new
        {
            Shown = shown, Cards = await cards.OfAsync(shown, visit.Language.Code, stop),
            IsOn = shown.Blocks.Select(block => block.IsShown(now)).ToArray(), IsPreview = true,
        });
    }

    static async Task<IResult> Move(Guid page, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(MoveLandingPage), new { page }, new
        {
            move = sent["move"].ToString(), version = VersionOf(sent, "version"),
        });
        return await AfterAsync(page, answer, visit, inside);
    }

    // What it was is saved again, on what is there now.
    static async Task<IResult> Restore(Guid page, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var old = await inside.CallAsync(nameof(GetLandingPage), new { page, version = VersionOf(sent, "of") });
        if (old.Problem is { } problem) return problem.AsProblem();
        var answer = await inside.CallAsync(
            nameof(PutLandingPage), new { page },
            new PutLandingPage.Body(old.Read<LandingFile>().Terms, VersionOf(sent, "version")));
        return await AfterAsync(page, answer, visit, inside);
    }

    static async Task<IResult> Remove(Guid page, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(RemoveLandingPage), new { page });
        return answer.Problem is null
            ? new SeeOther(visit.To(Place))
            : await AfterAsync(page, answer, visit, inside);
    }

    static async Task<IResult> AfterAsync(Guid page, Inside.Answer answer, Visit visit, Inside inside) =>
        answer.Problem is { } problem
            ? await FileAsync(page, null, visit.Refused(problem.Code, problem.Title), answer.Status, inside)
            : new SeeOther(visit.To($"{Place}/{page}"));

    static int VersionOf(IFormCollection sent, string name) =>
        int.TryParse(sent[name], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    static async Task<IResult> FormAsync(
        Guid page, LandingEntry? entry, Filled form, int status, LandingShelves shelves, CancellationToken stop) =>
        new RazorComponentResult<LandingFormPage>(new
        {
            Page = page, Entry = entry, Form = form,
            Promotions = await shelves.ChoicesAsync(LandingForm.PromotionsOf(form), stop),
        })
        { StatusCode = status };
}
