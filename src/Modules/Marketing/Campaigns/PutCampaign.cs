using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// Makes a campaign as a draft, or writes the terms of a draft anew. What was started keeps its terms.
/// </summary>
public static class PutCampaign
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/campaigns/{campaign:guid}", Handle)
        .WithName(nameof(PutCampaign))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(
            Refusals.CampaignTimesWrong, Refusals.CurrencyUnknown, Refusals.CampaignHoursUnclear, Refusals.SharesWrong,
            Refusals.TextsUnclear, Refusals.PlaceUnknown, Refusals.CouponUnsaid, Refusals.SegmentNotFound,
            Refusals.CouponsNotFound, Refusals.CampaignStarted)
        .WithExample(new CampaignTerms(
            "Lamps are back", CampaignTerms.Once, null, MailingChannel.Email, null, null, "BRL", 500_00, 2, 5_000, 10,
            null, null,
            [
                new(
                    100,
                    new Dictionary<string, CampaignText>
                    {
                        ["en"] = new("Lamps are back", "Hello {name},\n\nthe lamps are here again."),
                    },
                    "/category/lamps"),
            ]));

    static async Task<Results<Ok<CampaignFile>, ProblemHttpResult>> Handle(
        Guid campaign, CampaignTerms terms, Caller caller, Database database, TimeProvider clock,
        CancellationToken stop)
    {
        if (terms.Refuse(clock.GetUtcNow().UtcDateTime) is { } wrong) return wrong.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        var held = await CampaignBook.LockAsync(tx, campaign);
        if (held is { Status: not "draft" }) return Refusals.CampaignStarted.AsProblem();
        if (await CampaignBook.UnknownAsync(tx, terms) is { } unknown) return unknown.AsProblem();
        var before = held is null ? null : (await CampaignBook.FindAsync(tx, campaign))!.Terms;
        await CampaignBook.PutAsync(tx, campaign, terms, caller.Account);
        var now = (await CampaignBook.FindAsync(tx, campaign))!;
        tx.Audit("campaign", campaign, before, now.Terms);
        return await tx.CommitAsync(TypedResults.Ok(now));
    }
}
