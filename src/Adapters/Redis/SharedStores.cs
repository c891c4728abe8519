using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Feria.Adapters.Redis;

public static class SharedStores
{
    /// <summary>
    /// Adds the store all processes share: Redis where <c>Feria:Redis</c> names one, else this process's own memory.
    /// </summary>
    public static IServiceCollection AddSharedStore(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Feria:Redis"] is not { Length: > 0 } text)
            return services.AddSingleton<SharedStore>(
                provider => new InProcessStore(provider.GetRequiredService<TimeProvider>()));

        // Read now: a wrong setting ends the start, not the first visit.
        var settings = RedisSettings.Parse(text);
        return services.AddSingleton<SharedStore>(provider => new RedisStore(
            new RedisClient(settings, provider.GetRequiredService<ILogger<RedisClient>>()),
            settings,
            provider.GetRequiredService<TimeProvider>()));
    }
}
