using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Adapters.Elasticsearch;

public static class ElasticServices
{
    /// <summary>
    /// Adds what an installation with Elasticsearch has. A wrong setting ends the start, not the first search.
    /// </summary>
    /// <param name="setting"><c>Feria:Elasticsearch</c>.</param>
    /// <param name="isWorker">Whether this process does what runs in the background.</param>
    public static IServiceCollection AddElasticsearch(
        this IServiceCollection services, string setting, bool isWorker)
    {
        services.AddSingleton(ElasticSettings.Parse(setting)).AddSingleton<ElasticClient>()
            .AddSingleton<ElasticEngine>()
            .AddSingleton<ISearchEngine>(all => all.GetRequiredService<ElasticEngine>())
            .AddSingleton<IVitalSigns, ElasticSigns>()
            .AddCopy<ElasticCopy>();
        return isWorker ? services.AddHostedService<ElasticFeed>() : services;
    }

    /// <summary>What an address leads to, in words; an <see cref="EngineAway"/> where to nothing.</summary>
    public static async Task<string> TellAsync(string setting)
    {
        var settings = ElasticSettings.Parse(setting);
        using var client = new ElasticClient(settings);
        var version = await ElasticSigns.VersionAsync(client, CancellationToken.None);
        var live = (await new IndexKeeper(client, settings).ListAsync(CancellationToken.None))
            .FirstOrDefault(index => index.IsLive);
        return $"{version} at {settings}, named in Feria__Elasticsearch; "
            + (live is null ? "no index yet: searches are answered from memory" : $"searches ask {live.Name}");
    }
}
