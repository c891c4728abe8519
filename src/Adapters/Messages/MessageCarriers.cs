using Feria.Contracts;
using Feria.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Adapters.Messages;

public static class MessageCarriers
{
    /// <summary>Adds a carrier for each provider that is configured; what has none is offered nowhere.</summary>
    public static IServiceCollection AddMessageCarriers(
        this IServiceCollection services, IConfiguration configuration)
    {
        if (SmsSettings.Of(configuration) is { } sms)
            services.AddSingleton<IMessageCarrier>(all => new SmsCarrier(sms, all.GetRequiredService<TimeProvider>()));
        if (PushSettings.Of(configuration) is { } push)
            services.AddSingleton<IMessageCarrier>(all => new WebPushCarrier(
                push, all.GetRequiredService<IPushKeys>(), all.GetRequiredService<Outward>(),
                all.GetRequiredService<TimeProvider>()));
        if (FcmSettings.Of(configuration) is { } fcm)
            services.AddSingleton<IMessageCarrier>(all => new FcmCarrier(fcm, all.GetRequiredService<TimeProvider>()));
        return services;
    }
}
