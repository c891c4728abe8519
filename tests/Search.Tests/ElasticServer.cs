using System.Text.Json;
using Feria.Adapters.Elasticsearch;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search.Tests;

/// <summary>
/// The Elasticsearch or OpenSearch that FERIA_TEST_ELASTICSEARCH names (<c>http://host:9200</c>). Unset, the tests that
/// need one are skipped.
/// </summary>
static class ElasticServer
{
    public static string? Address { get; } =
        Environment.GetEnvironmentVariable("FERIA_TEST_ELASTICSEARCH") is { Length: > 0 } named
            ? named.TrimEnd('/') : null;

    public static void SkipWithout() =>
        Assert.SkipWhen(Address is null, "FERIA_TEST_ELASTICSEARCH names no server.");

    /// <summary>The setting of an installation nobody else is, as patient as a busy machine wants it.</summary>
    public static string Setting(string options = "") =>
        $"{Address}/test-{Guid.NewGuid():N}?limit_ms=10000{options}";

    /// <summary>Waits until what is in PostgreSQL's index can be found in Elasticsearch.</summary>
    public static async Task CaughtUpAsync(IServiceProvider services)
    {
        var (client, settings) =
            (services.GetRequiredService<ElasticClient>(), services.GetRequiredService<ElasticSettings>());
        var keeper = new IndexKeeper(client, settings);
        var database = services.GetRequiredService<Database>();
        var feed = services.GetRequiredService<ISearchFeed>();
        for (var until = DateTime.UtcNow.AddMinutes(2); DateTime.UtcNow < until; await Task.Delay(50))
        {
            if (await PositionAsync(keeper, settings) is not { } position) continue;
            await using var session = await database.ReadFreshAsync();
            if ((await feed.LookAsync(session, position, 1)).Waiting > 0) continue;
            await client.AskAsync(
                HttpMethod.Post, $"{settings.Alias}/_refresh", null, TimeSpan.FromSeconds(30), default);
            return;
        }

        throw new TimeoutException("Elasticsearch's index is not there yet.");
    }

    // Null while there is none, or it is only being made.
    static async Task<long?> PositionAsync(IndexKeeper keeper, ElasticSettings settings)
    {
        try
        {
            return (await keeper.ListAsync(default))
                .FirstOrDefault(index => index.IsLive && index.Shape == IndexShape.Digest(settings)) is { } live
                ? await keeper.PositionAsync(live.Name, default) : null;
        }
        catch (EngineAway)
        {
            return null;
        }
    }

    /// <summary>Takes all indexes of the installation away.</summary>
    public static async Task ForgetAsync(ElasticSettings settings)
    {
        using var client = new ElasticClient(settings);
        foreach (var index in await new IndexKeeper(client, settings).ListAsync(default))
            await client.SendAsync(HttpMethod.Delete, index.Name, null, TimeSpan.FromSeconds(30), default);
        await client.SendAsync(HttpMethod.Delete, settings.Positions, null, TimeSpan.FromSeconds(30), default);
    }
}

/// <summary>A shelf whose searches Elasticsearch answers, and none of them memory.</summary>
public class ElasticStall(string options) : Stall
{
    readonly string setting = ElasticServer.Setting(options);

    public ElasticStall() : this("")
    {
    }

    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Feria:Elasticsearch"] = setting };

    public override async Task SettleAsync()
    {
        await base.SettleAsync();
        await ElasticServer.CaughtUpAsync(Services);
    }

    public override async Task<JsonElement> AskAsync(string query)
    {
        var answer = await base.AskAsync(query);
        Assert.True(Services.GetRequiredService<ElasticEngine>().IsAnswering);
        return answer;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await ElasticServer.ForgetAsync(ElasticSettings.Parse(setting));
    }
}

/// <summary>A host that is only started where there is a server.</summary>
public class WithElastic<T> : IAsyncLifetime where T : IAsyncLifetime, new()
{
    T? host;

    public T Host
    {
        get
        {
            ElasticServer.SkipWithout();
            return host!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (ElasticServer.Address is null) return;
        host = new();
        await host.InitializeAsync();
    }

    public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;
}
