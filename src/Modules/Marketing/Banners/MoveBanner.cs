using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Pauses a banner, goes on with it, or ends it for good.</summary>
public static class MoveBanner
{
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string End = "end";

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/marketing/banners/{banner:guid}/moves", Handle)
        .WithName(nameof(MoveBanner))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.BannerNotFound, Refusals.BannerEnded)
        .WithExample(new Body(Pause));

    /// <param name="Move">pause, resume or end.</param>
    public sealed record Body([Required, AllowedValues(Pause, Resume, End)] string Move);

    static async Task<Results<Ok<BannerFile>, ProblemHttpResult>> Handle(
        Guid banner, Body body, Database database, TimeProvider clock, CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        var held = await BannerBook.LockAsync(tx, banner);
        if (held is null) return Refusals.BannerNotFound.AsProblem();
        if (held.EndedAt is not null) return Refusals.BannerEnded.AsProblem();
        await tx.ExecuteAsync(MoveSql, new { banner, body.Move, now });
        tx.Append(new ShowingChanged(banner));
        var file = (await BannerBook.FindAsync(tx, banner, now))!;
        tx.Audit("banner", banner, new { status = held.StatusAt(now) }, new { file.Status });
        return await tx.CommitAsync(TypedResults.Ok(file));
    }

    const string MoveSql = """
        -- marketing.move-banner.move
        update marketing.banner
        set paused_at = case @Move when 'pause' then coalesce(paused_at, @now) when 'resume' then null
                else paused_at end,
            ended_at = case when @Move = 'end' then @now end
        where id = @banner
        """;
}
