using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Adapters.Kafka;

public static class KafkaServices
{
    /// <summary>
    /// Adds what an installation with Kafka has. A wrong setting ends the start, not the first message.
    /// </summary>
    /// <param name="setting"><c>Feria:Kafka</c>.</param>
    /// <param name="deals">Whether workers share the reactions' work as a group.</param>
    /// <param name="isWorker">Whether this process does what runs in the background.</param>
    public static IServiceCollection AddKafka(
        this IServiceCollection services, string setting, bool deals, bool isWorker)
    {
        var settings = KafkaSettings.Parse(setting);
        Librdkafka.Load();
        services.AddSingleton(settings).AddSingleton<Brokers>().AddSingleton<RelayLog>()
            .AddSingleton<IntakeBook>().AddSingleton<IVitalSigns, KafkaSigns>();
        if (deals) services.AddSingleton<Shares>();
        if (!isWorker) return services;
        if (deals) services.AddHostedService<Group>();
        return services
            .AddSingleton<Taking>()
            .AddSingleton<DeadLetters>()
            .AddHostedService<IntakeGroup>()
            .AddSingleton<Relay>()
            .AddHostedService(provider => provider.GetRequiredService<Relay>());
    }
}
