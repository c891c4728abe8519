using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search;

public sealed class SearchModule : IModule
{
    public string Name => "search";

    public IReadOnlyList<Claim> Claims => Search.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton<Indexer>();
        services.AddSingleton<Engines>();
        services.AddSingleton<Finder>();
        services.AddSingleton<IndexFeed>();
        services.AddHostedService(feed => feed.GetRequiredService<IndexFeed>());
        services.AddSingleton<ISearchFeed, IndexStream>();
        services.AddReaction<OnProductChanged>();
        services.AddReaction<OnStoreChanged>();
        services.AddCopy<IndexCopy>();
        services.AddCopy<SalesCopy>();
        services.AddProcessCopy<IndexFeed>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        SearchProducts.Map(api);
        SuggestQueries.Map(api);
        ExplainRank.Map(api);
    }
}
