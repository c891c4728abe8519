using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Kafka.Tests;

/// <summary>A whole marketplace with brokers.</summary>
public class KafkaHost : FeriaHost
{
    public TestKafka Kafka { get; } = new();
    internal KafkaSettings? Brokers { get; private set; }

    protected override IReadOnlyDictionary<string, string> Settings => Brokers is null ? base.Settings
        : new Dictionary<string, string> { ["Feria:Kafka"] = $"kafka://{Brokers.Brokers}/{Brokers.Prefix}" };

    protected override async Task<string> OpenDatabaseAsync()
    {
        await Kafka.InitializeAsync();
        if (Kafka.IsThere) Brokers = await Kafka.SettingsAsync();
        return await base.OpenDatabaseAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Kafka.DisposeAsync();
    }
}

public sealed class HostTests(KafkaHost host) : IClassFixture<KafkaHost>
{
    [Fact]
    public async Task A_marketplace_tells_its_events_and_its_health_says_whether_the_brokers_hear()
    {
        host.Kafka.SkipUnlessThere();
        await host.Database.SayAsync(keys: 5, times: 2);

        using var listening = new Listening(host.Brokers!);
        listening.Hear(10);
        await TestKafka.EventuallyAsync(async () => await SignAsync() is
        {
            State: Vital.Fine, Facts: var facts,
        } && facts["brokers"] is 3 && facts["waiting"] is 0L && facts["relayed"] is true);

        await host.Kafka.DownAsync();
        try
        {
            await host.Database.SayAsync(keys: 5, times: 2);
            await TestKafka.EventuallyAsync(async () => await SignAsync() is { State: Vital.Mind, Facts: var facts }
                && facts["brokers"] is 0 && facts["waiting"] is 10L);
        }
        finally
        {
            await host.Kafka.UpAsync();
        }

        listening.Hear(20);
    }

    async Task<VitalSign> SignAsync() =>
        (await host.Services.GetServices<IVitalSigns>().Single(signs => signs.Part == "kafka").LookAsync(default))[0];
}
