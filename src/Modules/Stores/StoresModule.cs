using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Stores;

public sealed class StoresModule : IModule
{
    public string Name => "stores";

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton<IStoreBook, StoreBook>();
    }

    public void Map(IEndpointRouteBuilder api) => GetStore.Map(api);
}
