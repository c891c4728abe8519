using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>A sponsorship with what each of its offers did.</summary>
public static class GetSponsorship
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/marketing/sponsorships/{sponsorship:guid}", Handle)
        .WithName(nameof(GetSponsorship))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.SponsorshipNotFound);

    static async Task<Results<Ok<SponsorshipFile>, ProblemHttpResult>> Handle(
        Guid sponsorship, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await SponsorshipBook.FindAsync(session, sponsorship, clock.GetUtcNow().UtcDateTime) is { } found
            ? TypedResults.Ok(found)
            : Refusals.SponsorshipNotFound.AsProblem();
    }
}
