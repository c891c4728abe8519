using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>What can be had for less now without a code, the platform's first; what the front page shows.</summary>
public static class ListFrontPromotions
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/promotions", Handle)
        .WithName(nameof(ListFrontPromotions))
        .AllowAnyone();

    static async Task<Tagged<Page<FrontPromotion>>> Handle(FrontPromotions promotions, CancellationToken stop) =>
        new(new Page<FrontPromotion>(await promotions.NowAsync(stop), null));
}
