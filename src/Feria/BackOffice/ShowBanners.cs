using Feria.Contracts;
using Feria.Marketing;
using Feria.SellerDesk;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Banners over the shop's pages: make, change, pause, and see how often they were followed.</summary>
static class ShowBanners
{
    public const string Place = "/operations/banners";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, List).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/new", (Inside inside) => FormAsync(Id.New(), null, BannerForm.New(), 200, inside))
            .RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{banner:guid}", (Guid banner, Inside inside) => FileAsync(banner, null, 200, inside))
            .RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{banner:guid}/terms", Edit).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{banner:guid}/terms", Save).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{banner:guid}/moves", Move).RequireAccess(Permission.ManageCampaigns);
    }

    static async Task<IResult> List(string? cursor, Inside inside)
    {
        var found = await inside.CallAsync(nameof(ListBanners), new { cursor, limit = 50 });
        return found.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<BannersPage>(new { Found = found.Read<Page<BannerFile>>() });
    }

    static async Task<IResult> FileAsync(Guid banner, string? trouble, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetBanner), new { banner });
        if (found.Problem is { } problem) return problem.AsProblem();
        var file = found.Read<BannerFile>();
        var segment = file.Terms.Segment is { } id
            ? (await inside.CallAsync(nameof(GetSegment), new { segment = id })).Found<GetSegment.Answer>()
            : null;
        return new RazorComponentResult<BannerPage>(new
        {
            File = file, Segment = segment?.Segment, Trouble = trouble,
        })
        { StatusCode = status };
    }

    static async Task<IResult> Edit(
        Guid banner, Inside inside, Database database, ICategoryBook categories, Visit visit, CancellationToken stop)
    {
        var found = await inside.CallAsync(nameof(GetBanner), new { banner });
        if (found.Problem is { } problem) return problem.AsProblem();
        var file = found.Read<BannerFile>();
        await using var session = await database.ReadAsync(stop);
        var category = file.Terms.Category is { } number
            ? (await categories.AllAsync(session, visit.Language.Code)).FirstOrDefault(one => one.Number == number)
            : null;
        return await FormAsync(banner, file, BannerForm.Of(file.Terms, category?.Slug), 200, inside);
    }

    static async Task<IResult> Save(
        Guid banner, [FromForm] IFormCollection sent, Visit visit, Inside inside, Database database,
        ICategoryBook categories, CancellationToken stop)
    {
        var form = Filled.Of(sent, BannerForm.Names);
        foreach (var letter in BannerForm.Variants)
        {
            var taken = await SentPictures.TakeAsync(
                sent, form, $"picture{letter}", visit, inside, input: $"files{letter}");
            if (taken.Count > 0) form[$"picture{letter}"] = taken[0];
            if (sent[$"picture{letter}-gone"] == "1") form[$"picture{letter}"] = "";
        }

        int? category;
        await using (var session = await database.ReadAsync(stop))
            category = await PromotionForm.CategoryOfAsync(session, categories, form, visit);
        var before = (await inside.CallAsync(nameof(GetBanner), new { banner })).Found<BannerFile>();
        var terms = BannerForm.TermsOf(form, category, visit);
        if (!form.Fine) return await FormAsync(banner, before, form, 422, inside);
        var answer = await inside.CallAsync(nameof(PutBanner), new { banner }, terms);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{Place}/{banner}"));
        form.Take(problem, visit);
        return await FormAsync(banner, before, form, answer.Status, inside);
    }

    static async Task<IResult> Move(Guid banner, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(MoveBanner), new { banner }, new { move = sent["move"].ToString() });
        return answer.Problem is { } problem
            ? await FileAsync(banner, visit.Refused(problem.Code, problem.Title), answer.Status, inside)
            : new SeeOther(visit.To($"{Place}/{banner}"));
    }

    static async Task<IResult> FormAsync(Guid id, BannerFile? file, Filled form, int status, Inside inside)
    {
        var segments = await inside.CallAsync(nameof(ListSegments), new { limit = Cursor.MaxLimit });
        return new RazorComponentResult<BannerFormPage>(new
        {
            Banner = id, File = file, Form = form, Segments = segments.Read<Page<SegmentFile>>().Items,
        })
        { StatusCode = status };
    }
}
