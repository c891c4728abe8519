using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>All bundles of codes for a spreadsheet, a row a bundle, sent while they are read.</summary>
public static class ExportCouponBundles
{
    static readonly string[] Columns =
        ["name", "promotion", "made", "given", "used", "made_at", "until", "revoked_at", "promotion_id", "id"];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/coupons.csv", Handle)
        .WithName(nameof(ExportCouponBundles))
        .RequireAccess(Permission.ManageCampaigns)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    static PushStreamHttpResult Handle(Database database, CancellationToken stop) => Csv.Answer(
        "coupons.csv", Columns,
        Csv.AllAsync<CouponBundle>(async (last, limit) =>
        {
            await using var session = await database.ReadFreshAsync(stop);
            return await CouponBundle.ListAsync(session, last?.Id ?? Guid.AllBitsSet, limit);
        }),
        one =>
        [
            Csv.Field(one.Name), Csv.Field(one.PromotionName), Csv.Field(one.Made), Csv.Field(one.Given),
            Csv.Field(one.Used), Csv.Field(one.MadeAt), Csv.Field(one.Until), Csv.Field(one.RevokedAt),
            $"{one.Promotion}", $"{one.Id}",
        ]);
}
