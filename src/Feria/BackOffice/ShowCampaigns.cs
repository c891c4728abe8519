using Feria.Contracts;
using Feria.Marketing;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Campaigns: write, try, start, watch, and see what they brought.</summary>
static class ShowCampaigns
{
    public const string Place = "/operations/campaigns";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, List).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/frequency", PutOften).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/new", (string? kind, Inside inside) => FormAsync(
            Id.New(), null, NewOf(kind), 200, inside)).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{campaign:guid}", (Guid campaign, string? said, Inside inside) =>
            FileAsync(campaign, said, null, 200, inside)).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{campaign:guid}/terms", Edit).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{campaign:guid}/terms", Save).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{campaign:guid}/moves", Move).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{campaign:guid}/test", Try).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{campaign:guid}/results.csv", File).RequireAccess(Permission.ManageCampaigns);
    }

    static Filled NewOf(string? kind)
    {
        var form = CampaignForm.New();
        if (kind != CampaignTerms.Carts) return form;
        (form["kind"], form["afterHours"], form["linkA"]) = (CampaignTerms.Carts, "24", "/cart");
        return form;
    }

    static async Task<IResult> List(string? cursor, Inside inside)
    {
        var found = await inside.CallAsync(nameof(ListCampaigns), new { cursor, limit = 50 });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<CampaignsPage>(new
        {
            Found = found.Read<Page<CampaignFile>>(),
            Often = (await inside.CallAsync(nameof(GetFrequency))).Read<GetFrequency.Answer>().InSevenDays,
        });
    }

    static async Task<IResult> PutOften([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(
            nameof(PutFrequency), null, new { inSevenDays = int.TryParse(sent["often"], out var many) ? many : 0 });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(Place));
    }

    static async Task<IResult> Edit(Guid campaign, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetCampaign), new { campaign });
        if (found.Problem is { } problem) return problem.AsProblem();
        var file = found.Read<GetCampaign.Answer>().Campaign;
        return await FormAsync(campaign, file, CampaignForm.Of(file.Terms), 200, inside);
    }

    static async Task<IResult> Save(
        Guid campaign, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, CampaignForm.Names);
        var terms = CampaignForm.TermsOf(form, visit);
        var before = await FindAsync(campaign, inside);
        if (!form.Fine) return await FormAsync(campaign, before, form, 422, inside);
        var answer = await inside.CallAsync(nameof(PutCampaign), new { campaign }, terms);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{Place}/{campaign}"));
        form.Take(problem, visit);
        return await FormAsync(campaign, before, form, answer.Status, inside);
    }

    static async Task<IResult> Move(Guid campaign, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var file = await FindAsync(campaign, inside);
        var budget = file is null ? null
            : SellerDesk.ShowListings.MinorOf(sent["budget"], file.Terms.Currency, isFreeToo: true);
        var answer = await inside.CallAsync(
            nameof(MoveCampaign), new { campaign }, new { move = sent["move"].ToString(), budget });
        return answer.Problem is { } problem
            ? await FileAsync(campaign, null, visit.Refused(problem.Code, problem.Title), answer.Status, inside)
            : new SeeOther(visit.To($"{Place}/{campaign}"));
    }

    static async Task<IResult> Try(Guid campaign, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(TryCampaign), new { campaign }, new
        {
            variant = int.TryParse(sent["variant"], out var variant) ? variant : 0,
            language = sent["language"].ToString(),
        });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new SeeOther(visit.To($"{Place}/{campaign}?said=tried"));
    }

    static async Task<IResult> File(Guid campaign, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ExportCampaign), new { campaign });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : TypedResults.File(answer.Body, "text/csv; charset=utf-8", $"campaign-{campaign:N}.csv");
    }

    static async Task<IResult> FileAsync(Guid campaign, string? said, string? trouble, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetCampaign), new { campaign });
        if (found.Problem is { } problem) return problem.AsProblem();
        var (file, results) = found.Read<GetCampaign.Answer>();
        var segment = file.Terms.Segment is { } id
            ? (await inside.CallAsync(nameof(GetSegment), new { segment = id })).Found<GetSegment.Answer>()
            : null;
        return new RazorComponentResult<CampaignPage>(new
        {
            Campaign = file, Results = results, Segment = segment?.Segment, Trouble = trouble,
            IsTried = said == "tried",
        })
        { StatusCode = status };
    }

    static async Task<CampaignFile?> FindAsync(Guid campaign, Inside inside) =>
        (await inside.CallAsync(nameof(GetCampaign), new { campaign })).Found<GetCampaign.Answer>()?.Campaign;

    static async Task<IResult> FormAsync(Guid id, CampaignFile? file, Filled form, int status, Inside inside)
    {
        var segments = await inside.CallAsync(nameof(ListSegments), new { limit = Cursor.MaxLimit });
        var coupons = await inside.CallAsync(nameof(ListCoupons), new { limit = Cursor.MaxLimit });
        return new RazorComponentResult<CampaignFormPage>(new
        {
            Campaign = id, File = file, Form = form,
            Segments = segments.Read<Page<SegmentFile>>().Items,
            Coupons = (IReadOnlyList<CouponBundle>)
                [.. coupons.Read<Page<CouponBundle>>().Items.Where(one => one.RevokedAt is null)],
        })
        { StatusCode = status };
    }
}
