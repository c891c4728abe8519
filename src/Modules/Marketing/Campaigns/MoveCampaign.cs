using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Starts, pauses, resumes or stops a campaign, or notes that its end was seen. Paused, what is on its way arrives;
/// stopped, what has not gone yet is told to nobody and costs nothing.
/// </summary>
public static class MoveCampaign
{
    public const string Start = "start";
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string Stop = "stop";
    public const string See = "see";

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/campaigns/{campaign:guid}/moves", Handle)
        .WithName(nameof(MoveCampaign))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(
            Refusals.CampaignNotFound, Refusals.MoveImpossible, Refusals.BudgetTooSmall, Refusals.CampaignTimesWrong)
        .WithExample(new Body(Start, null));

    /// <param name="Move">start, pause, resume, stop or see.</param>
    /// <param name="Budget">With resume: what it may cost from now on, in minor units; left out, what it might.</param>
    public sealed record Body(
        [Required, AllowedValues(Start, Pause, Resume, Stop, See)] string Move,
        [Range(0, PromotionTerms.MostMoney)] long? Budget);

    static async Task<Results<Ok<CampaignFile>, ProblemHttpResult>> Handle(
        Guid campaign, Body body, Database database, TimeProvider clock, CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        var held = await CampaignBook.LockAsync(tx, campaign);
        if (Refuse(held, body, now) is { } refusal) return refusal.AsProblem();
        var (status, why) = Next(held!, body.Move);
        await tx.ExecuteAsync(MoveSql, new
        {
            campaign, status, why, body.Budget, now, isSeen = body.Move is See or Stop,
        });
        tx.Audit(
            "campaign", campaign, new { held!.Status, budget = held.BudgetMinor },
            new { status, budget = body.Budget ?? held.BudgetMinor });
        return await tx.CommitAsync(TypedResults.Ok((await CampaignBook.FindAsync(tx, campaign))!));
    }

    internal static Refusal? Refuse(CampaignRow? held, Body body, DateTime now) => held is null
        ? Refusals.CampaignNotFound
        : (body.Move, held.Status) switch
        {
            (Start, "draft") when held.UntilAt <= now => Refusals.CampaignTimesWrong,
            (Start, "draft") or (Pause, "scheduled" or "running") or (See, "finished" or "stopped") => null,
            (Resume, "paused") when body.Budget < held.SpentMinor => Refusals.BudgetTooSmall,
            (Resume, "paused") => null,
            (Stop, "scheduled" or "running" or "paused") => null,
            _ => Refusals.MoveImpossible.With("status", held.Status),
        };

    static (string Status, string? Why) Next(CampaignRow held, string move) => move switch
    {
        Start => ("scheduled", null),
        Resume => (held.StartedAt is null ? "scheduled" : "running", null),
        Pause => ("paused", "person"),
        Stop => ("stopped", null),
        _ => (held.Status, held.Why),
    };

    const string MoveSql = """
        -- marketing.move-campaign.move
        update marketing.campaign
        set status = @status, why = @why, budget_minor = coalesce(@Budget, budget_minor),
            ended_at = case when @status = 'stopped' then coalesce(ended_at, @now) else ended_at end,
            seen_at = case when @isSeen then coalesce(seen_at, @now) else seen_at end
        where id = @campaign
        """;
}
