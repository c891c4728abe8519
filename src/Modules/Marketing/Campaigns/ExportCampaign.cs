using System.Globalization;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>What a campaign brought, for a spreadsheet: a row a group.</summary>
public static class ExportCampaign
{
    static readonly string[] Columns =
    [
        "group", "people", "sent", "clicks", "buyers", "orders", "revenue", "clicked_orders", "clicked_revenue", "cost",
        "incremental", "incremental_from", "incremental_to", "currency",
    ];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/campaigns/{campaign:guid}/results.csv", Handle)
        .WithName(nameof(ExportCampaign))
        .RequireAccess(Permission.ManageCampaigns)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .Refuses(Refusals.CampaignNotFound);

    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Guid campaign, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        if (await CampaignBook.FindAsync(session, campaign) is not { } found)
            return Refusals.CampaignNotFound.AsProblem();
        var results = await GetCampaign.ReadAsync(session, database.Region, found);
        return Csv.Answer(
            $"campaign-{campaign:N}.csv", Columns, results.Arms.ToAsyncEnumerable(), arm => RowOf(arm, found));
    }

    static IEnumerable<string> RowOf(ArmResults arm, CampaignFile campaign) =>
    [
        arm.Arm == 0 ? "hold-out" : $"{(char)('A' + arm.Arm - 1)}",
        .. new[] { arm.People, arm.Sent, arm.Clicks, arm.Buyers, arm.Orders }
            .Select(many => many.ToString(CultureInfo.InvariantCulture)),
        Csv.Field(arm.Revenue), arm.ClickedOrders.ToString(CultureInfo.InvariantCulture),
        Csv.Field(arm.ClickedRevenue), Csv.Field(arm.Cost), Of(arm.Incremental?.Revenue), Of(arm.Incremental?.From),
        Of(arm.Incremental?.To), campaign.Terms.Currency,
    ];

    static string Of(Money? money) => money is { } some ? Csv.Field(some) : "";
}
