using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>All campaigns for a spreadsheet, a row each, sent while they are read.</summary>
public static class ExportCampaigns
{
    static readonly string[] Columns =
    [
        "name", "kind", "channel", "status", "drawn", "sent", "failed", "spent", "budget", "currency", "made_at",
        "started_at", "ended_at", "id",
    ];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/campaigns.csv", Handle)
        .WithName(nameof(ExportCampaigns))
        .RequireAccess(Permission.ManageCampaigns)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    static PushStreamHttpResult Handle(Database database, CancellationToken stop) => Csv.Answer(
        "campaigns.csv", Columns,
        Csv.AllAsync<CampaignFile>(async (last, limit) =>
        {
            await using var session = await database.ReadFreshAsync(stop);
            return await CampaignBook.ListAsync(session, last?.Id ?? Guid.AllBitsSet, limit);
        }),
        FieldsOf);

    static IEnumerable<string> FieldsOf(CampaignFile one) =>
    [
        Csv.Field(one.Terms.Name), one.Terms.Kind, one.Terms.Channel, one.Status,
        Csv.Field(one.Arms.Sum(arm => arm.Drawn)), Csv.Field(one.Arms.Sum(arm => arm.Sent)),
        Csv.Field(one.Arms.Sum(arm => arm.Failed)), Csv.Field(one.Spent),
        Csv.Field(new Money(one.Terms.Budget, one.Terms.Currency)), one.Terms.Currency, Csv.Field(one.MadeAt),
        Csv.Field(one.StartedAt), Csv.Field(one.EndedAt), $"{one.Id}",
    ];
}
