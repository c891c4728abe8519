using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>How often anybody is told something within seven days, over all campaigns.</summary>
public static class GetFrequency
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/campaign-frequency", Handle)
        .WithName(nameof(GetFrequency))
        .RequireAccess(Permission.ManageCampaigns);

    public sealed record Answer([Range(1, 50)] int InSevenDays);

    static async Task<Ok<Answer>> Handle(Database database, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok(new Answer(await session.OneAsync<short>(FindSql)));
    }

    internal const string FindSql = """
        -- marketing.get-frequency.find
        select in_seven_days from marketing.frequency
        """;
}
