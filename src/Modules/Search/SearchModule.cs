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
        services.AddSingleton<SponsoredFinder>();
        services.AddNews<SearchRulesChanged>();
        services.AddSingleton<RuleBook>();
        services.AddHostedService(book => book.GetRequiredService<RuleBook>());
        services.AddSingleton<IndexFeed>();
        services.AddHostedService(feed => feed.GetRequiredService<IndexFeed>());
        services.AddSingleton<ISearchFeed, IndexStream>();
        services.AddReaction<OnProductChanged>();
        services.AddReaction<OnStoreChanged>();
        services.AddSingleton<CountTerms>();
        services.AddSingleton<Job>(provider => provider.GetRequiredService<CountTerms>());
        services.AddCopy<IndexCopy>();
        services.AddCopy<SalesCopy>();
        services.AddProcessCopy<IndexFeed>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        SearchProducts.Map(api);
        ListSponsored.Map(api);
        SuggestQueries.Map(api);
        ExplainRank.Map(api);
        ListSynonyms.Map(api);
        AddSynonyms.Map(api);
        PutSynonyms.Map(api);
        DeleteSynonyms.Map(api);
        ListCurations.Map(api);
        GetCuration.Map(api);
        AddCuration.Map(api);
        PutCuration.Map(api);
        DeleteCuration.Map(api);
        ListJudgements.Map(api);
        PutJudgement.Map(api);
        ImportJudgements.Map(api);
        GetRanking.Map(api);
        PutRankingDraft.Map(api);
        ProveRanking.Map(api);
        PutRankingLive.Map(api);
        TakeRankingBack.Map(api);
        ListTerms.Map(api);
        ExportTerms.Map(api);
        ListTrendingSearches.Map(api);
        RecommendBySearches.Map(api);
    }

    public IReadOnlyDictionary<string, Refusal> Constraints { get; } = new Dictionary<string, Refusal>
    {
        ["curation_query"] = Refusals.CurationTaken,
    };
}
