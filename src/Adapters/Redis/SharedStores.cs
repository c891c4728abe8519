using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Adapters.Redis;

public static class SharedStores
{
    /// <summary>Adds the store all processes share: as yet this process's own memory.</summary>
    public static IServiceCollection AddSharedStore(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<SharedStore>(provider => new InProcessStore(provider.GetRequiredService<TimeProvider>()));
}
