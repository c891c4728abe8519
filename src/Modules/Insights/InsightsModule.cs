using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Insights;

public sealed class InsightsModule : IModule
{
    public string Name => "insights";

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton<ProductList>();
        services.AddSingleton<CountVisits>();
        services.AddReaction<OnOrderConfirmed>();
        services.AddJob<CountVisits>();
        services.AddCopy<SalesCopy>();
        services.AddCopy<VisitsCopy>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        GetToday.Map(api);
        GetStatistics.Map(api);
        ExportStatistics.Map(api);
        ListProductStatistics.Map(api);
        ExportProductStatistics.Map(api);
    }
}
