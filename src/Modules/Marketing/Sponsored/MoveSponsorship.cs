using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Pauses a sponsorship, goes on with it, or ends it for good.</summary>
public static class MoveSponsorship
{
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string End = "end";

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/marketing/sponsorships/{sponsorship:guid}/moves", Handle)
        .WithName(nameof(MoveSponsorship))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.SponsorshipNotFound, Refusals.SponsorshipEnded)
        .WithExample(new Body(Pause));

    /// <param name="Move">pause, resume or end.</param>
    public sealed record Body([Required, AllowedValues(Pause, Resume, End)] string Move);

    static async Task<Results<Ok<SponsorshipFile>, ProblemHttpResult>> Handle(
        Guid sponsorship, Body body, Database database, TimeProvider clock, CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        var held = await SponsorshipBook.LockAsync(tx, sponsorship);
        if (held is null) return Refusals.SponsorshipNotFound.AsProblem();
        if (held.EndedAt is not null) return Refusals.SponsorshipEnded.AsProblem();
        await tx.ExecuteAsync(MoveSql, new { sponsorship, body.Move, now });
        tx.Append(new ShowingChanged(sponsorship));
        var file = (await SponsorshipBook.FindAsync(tx, sponsorship, now))!;
        tx.Audit("sponsorship", sponsorship, new { status = held.StatusAt(now) }, new { file.Status });
        return await tx.CommitAsync(TypedResults.Ok(file));
    }

    const string MoveSql = """
        -- marketing.move-sponsorship.move
        update marketing.sponsorship
        set paused_at = case @Move when 'pause' then coalesce(paused_at, @now) when 'resume' then null
                else paused_at end,
            ended_at = case when @Move = 'end' then @now end
        where id = @sponsorship
        """;
}
