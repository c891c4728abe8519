using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Says how often anybody is told something within seven days; from the next people drawn on.</summary>
public static class PutFrequency
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/campaign-frequency", Handle)
        .WithName(nameof(PutFrequency))
        .RequireAccess(Permission.ManageCampaigns)
        .WithExample(new GetFrequency.Answer(3));

    static async Task<Ok<GetFrequency.Answer>> Handle(
        GetFrequency.Answer body, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var before = await tx.OneAsync<short>(GetFrequency.FindSql);
        await tx.ExecuteAsync(PutSql, new { body.InSevenDays });
        tx.Audit("campaign frequency", "all", new { inSevenDays = before }, new { inSevenDays = body.InSevenDays });
        return await tx.CommitAsync(TypedResults.Ok(body));
    }

    const string PutSql = """
        -- marketing.put-frequency.put
        update marketing.frequency set in_seven_days = @InSevenDays
        """;
}
