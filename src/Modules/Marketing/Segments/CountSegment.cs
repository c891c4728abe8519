using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>How many people a rule has that is not kept yet, and some of their ids.</summary>
public static class CountSegment
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/segments/count", Handle)
        .WithName(nameof(CountSegment))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.RuleUnclear, Refusals.SegmentUnknown, Refusals.CategoryUnknown)
        .WithExample(new Body(new(Rule.Country, In: ["BR"])));

    public sealed record Body([Required] Rule Rule);

    static async Task<Results<Ok<SegmentCount>, ProblemHttpResult>> Handle(
        Body body, Database database, SegmentBook segments, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await segments.RefuseAsync(session, body.Rule) is { } refusal
            ? refusal.AsProblem()
            : TypedResults.Ok(await segments.CountAsync(session, body.Rule));
    }
}
