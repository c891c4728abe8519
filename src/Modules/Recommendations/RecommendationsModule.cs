using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Recommendations;

public sealed class RecommendationsModule : IModule
{
    public string Name => "recommendations";

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton<ProductCards>();
        services.AddSingleton<BehaviourLog>();
        services.AddSingleton<IVisits, Visits>();
        services.AddHostedService(provider => provider.GetRequiredService<BehaviourLog>());
        services.AddIntake<TakeClicks>();
        services.AddReaction<OnOrderConfirmed>();
        services.AddReaction<OnSignedIn>();
        services.AddReaction<OnAccountClosed>();
        services.AddSingleton<ISearchesDone, SearchHistory>();
        services.AddJob<RefreshTrending>();
        services.AddJob<SweepTrending>();
        services.AddJob<TurnMonths>();
        services.AddCopy<TrendingCopy>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        RecordBehaviour.Map(api);
        GetTrending.Map(api);
        GetRecentlyViewed.Map(api);
        ListMySearches.Map(api);
        ClearMySearches.Map(api);
        PutSearchHistory.Map(api);
        ListStoreProducts.Map(api);
    }
}
