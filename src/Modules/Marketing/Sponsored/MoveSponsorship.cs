using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Pauses a sponsorship, goes on with it, or ends it for good.</summary>
public static class MoveSponsorship
{
    static readonly ShownMoves.Kind<SponsorshipRow, SponsorshipFile> Kind = new(
        "sponsorship", SponsorshipBook.LockAsync, SponsorshipBook.FindAsync, file => file.Status, MoveSql,
        Refusals.SponsorshipNotFound, Refusals.SponsorshipEnded);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/marketing/sponsorships/{sponsorship:guid}/moves", Handle)
        .WithName(nameof(MoveSponsorship))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.SponsorshipNotFound, Refusals.SponsorshipEnded)
        .WithExample(new ShownMoves.Body(ShownMoves.Pause));

    static Task<Results<Ok<SponsorshipFile>, ProblemHttpResult>> Handle(
        Guid sponsorship, ShownMoves.Body body, Database database, TimeProvider clock, CancellationToken stop) =>
        Kind.MoveAsync(sponsorship, body, database, clock, stop);

    const string MoveSql = $"""
        -- marketing.move-sponsorship.move
        update marketing.sponsorship
        set {ShownMoves.Sets}
        where id = @id
        """;
}
