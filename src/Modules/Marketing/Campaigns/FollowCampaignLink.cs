using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Where a campaign's link leads. The first time somebody follows it counts, whoever they are signed in as; what was
/// merely opened is not looked at.
/// </summary>
public static class FollowCampaignLink
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/campaign-links", Handle)
        .WithName(nameof(FollowCampaignLink))
        .AllowAnyone()
        .Refuses(Refusals.LinkUnknown)
        .WithExample(new Body("AAAAAAAAAAAAAAAAAAAAAA"));

    public sealed record Body([Required, OneLine(30)] string Mark);

    /// <param name="Path">A page of the marketplace, without a language.</param>
    public sealed record Answer(string Path);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Body body, Database database, TimeProvider clock, CancellationToken stop)
    {
        if (LinkMark.Read(body.Mark) is not { } mark) return Refusals.LinkUnknown.AsProblem();
        Target? found;
        await using (var session = await database.ReadAsync(stop))
            found = await session.OneOrNullAsync<Target>(FindSql, new { database.Region, mark });
        if (found is null) return Refusals.LinkUnknown.AsProblem();
        if (found.IsNew)
        {
            await using var tx = await database.WriteAsync(stop);
            await tx.ExecuteAsync(ClickSql, new { tx.Region, mark, now = clock.GetUtcNow().UtcDateTime });
            await tx.CommitAsync();
        }

        return TypedResults.Ok(new Answer(found.Link));
    }

    sealed record Target(string Link, bool IsNew);

    const string FindSql = """
        -- marketing.follow-campaign-link.find
        select a.link, r.clicked_at is null as is_new
        from marketing.recipient r
        join marketing.arm a on a.campaign_id = r.campaign_id and a.arm = r.arm
        where r.region = @Region and r.mark = @mark and r.arm > 0
        """;

    const string ClickSql = """
        -- marketing.follow-campaign-link.click
        update marketing.recipient set clicked_at = @now where region = @Region and mark = @mark and clicked_at is null
        """;
}
