using Feria.Contracts;
using Feria.Marketing;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Segments of people: what they are, in words, and how many they have.</summary>
static class ShowSegments
{
    public const string Place = "/operations/segments";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, List).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/new", New).RequireAccess(Permission.ManageCampaigns);
        pages.MapGet(Place + "/{segment:guid}", Show).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{segment:guid}", Save).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{segment:guid}/remove", Remove).RequireAccess(Permission.ManageCampaigns);
    }

    static async Task<IResult> List(
        string? cursor, Visit visit, Inside inside, Database database, ICategoryBook categories, CancellationToken stop)
    {
        var found = await inside.CallAsync(nameof(ListSegments), new { cursor, limit = 50 });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<SegmentsPage>(new
        {
            Found = found.Read<Page<SegmentFile>>(),
            Named = await NamesAsync(visit, inside, database, categories, stop),
        });
    }

    static async Task<IResult> New(
        Visit visit, Inside inside, Database database, ICategoryBook categories, CancellationToken stop) =>
        Page(Id.New(), null, new Filled { ["join"] = Rule.All, ["what0"] = Rule.Country },
            await NamesAsync(visit, inside, database, categories, stop), null, true, 200);

    static async Task<IResult> Show(
        Guid segment, Visit visit, Inside inside, Database database, ICategoryBook categories, CancellationToken stop)
    {
        var found = await inside.CallAsync(nameof(GetSegment), new { segment });
        if (found.Problem is { } problem) return problem.AsProblem();
        var (file, count) = found.Read<GetSegment.Answer>();
        var names = await NamesAsync(visit, inside, database, categories, stop);
        var form = new Filled { ["name"] = file.Name };
        return Page(segment, file, form, names, count, SegmentForm.Fill(form, file.Rule, names), 200);
    }

    static async Task<IResult> Save(
        Guid segment, [FromForm] IFormCollection sent, Visit visit, Inside inside, Database database,
        ICategoryBook categories, CancellationToken stop)
    {
        var form = Filled.Of(sent, SegmentForm.Names);
        var names = await NamesAsync(visit, inside, database, categories, stop);
        var rule = SegmentForm.RuleOf(form, names, visit);
        var before = (await inside.CallAsync(nameof(GetSegment), new { segment })).Found<GetSegment.Answer>()?.Segment;
        if (!form.Fine) return Page(segment, before, form, names, null, true, 422);
        if (sent["do"] == "count")
        {
            var counted = await inside.CallAsync(nameof(CountSegment), null, new { rule });
            if (counted.Problem is not { } no)
                return Page(segment, before, form, names, counted.Read<SegmentCount>(), true, 200);
            form.Take(no, visit);
            return Page(segment, before, form, names, null, true, counted.Status);
        }

        var answer = await inside.CallAsync(nameof(PutSegment), new { segment }, new { name = form["name"], rule });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{Place}/{segment}"));
        form.Take(problem, visit);
        return Page(segment, before, form, names, null, true, answer.Status);
    }

    static async Task<IResult> Remove(Guid segment, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(RemoveSegment), new { segment });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(Place));
    }

    static RazorComponentResult Page(
        Guid id, SegmentFile? file, Filled form, SegmentNames names, SegmentCount? count, bool isEditable,
        int status) =>
        new RazorComponentResult<SegmentPage>(new
        {
            Segment = id, File = file, Form = form, Named = names, Found = count, IsEditable = isEditable,
        })
        {
            StatusCode = status,
        };

    public static async Task<SegmentNames> NamesAsync(
        Visit visit, Inside inside, Database database, ICategoryBook categories, CancellationToken stop)
    {
        var segments = new List<SegmentFile>();
        for (string? cursor = null; ;)
        {
            var page = (await inside.CallAsync(nameof(ListSegments), new { cursor, limit = Cursor.MaxLimit }))
                .Read<Page<SegmentFile>>();
            segments.AddRange(page.Items);
            if ((cursor = page.Next) is null) break;
        }

        await using var session = await database.ReadAsync(stop);
        return new(await categories.AllAsync(session, visit.Language.Code), segments);
    }
}
