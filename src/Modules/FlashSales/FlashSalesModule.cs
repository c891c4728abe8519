using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.FlashSales;

public sealed class FlashSalesModule : IModule
{
    public string Name => "flashsales";

    public IReadOnlyList<Claim> Claims => FlashSales.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddNews<FlashSaleChanged>();
        services.AddSingleton<IFlashSales, Turns>();
        services.AddSingleton<Lines>();
        services.AddSingleton<Spots>();
        services.AddSingleton<FlashSaleBook>();
        services.AddReaction<OnSignedIn>();
        services.AddHostedService<Pace>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        ListFlashSales.Map(api);
        GetFlashSale.Map(api);
        TakeSpot.Map(api);
        GetSpot.Map(api);
        PutFlashSale.Map(api);
        StopFlashSale.Map(api);
        ListAllFlashSales.Map(api);
        WatchFlashSale.Map(api);
        ProveFlashSale.Map(api);
    }

    public IReadOnlyDictionary<string, Refusal> Constraints => new Dictionary<string, Refusal>
    {
        ["sale_main_slug_region_key"] = Refusals.AddressTaken,
    };
}
