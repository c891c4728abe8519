using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Pauses a banner, goes on with it, or ends it for good.</summary>
public static class MoveBanner
{
    static readonly ShownMoves.Kind<BannerRow, BannerFile> Kind = new(
        "banner", BannerBook.LockAsync, BannerBook.FindAsync, file => file.Status, MoveSql,
        Refusals.BannerNotFound, Refusals.BannerEnded);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/marketing/banners/{banner:guid}/moves", Handle)
        .WithName(nameof(MoveBanner))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.BannerNotFound, Refusals.BannerEnded)
        .WithExample(new ShownMoves.Body(ShownMoves.Pause));

    static Task<Results<Ok<BannerFile>, ProblemHttpResult>> Handle(
        Guid banner, ShownMoves.Body body, Database database, TimeProvider clock, CancellationToken stop) =>
        Kind.MoveAsync(banner, body, database, clock, stop);

    const string MoveSql = $"""
        -- marketing.move-banner.move
        update marketing.banner
        set {ShownMoves.Sets}
        where id = @id
        """;
}
