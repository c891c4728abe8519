using Feria.Contracts;
using Feria.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.BackOffice;

/// <summary>Everything the installation is made of on one page, looked at again every ten seconds.</summary>
static class ShowHealth
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/operations/health", Handle).RequireAccess(Permission.ManageOperations);

    static async Task<RazorComponentResult<HealthPage>> Handle(
        IEnumerable<IVitalSigns> all, TimeProvider clock, CancellationToken stop) =>
        new(new { Found = (await GetHealth.HandleAsync(all, clock, stop)).Value! });
}
