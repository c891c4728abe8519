using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Marketing;

public sealed class MarketingModule : IModule
{
    public string Name => "marketing";

    public IReadOnlyList<Claim> Claims => Marketing.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddNews<PromotionsChanged>();
        services.AddSingleton<Offering>();
        services.AddHostedService(provider => provider.GetRequiredService<Offering>());
        services.AddSingleton<IPromotions, PromotionBook>();
        services.AddSingleton<PromotionDesk>();
        services.AddReaction<OnCategoryMerged>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        AddPromotion.Map(api);
        ListPromotions.Map(api);
        EndPromotion.Map(api);
        AddPlatformPromotion.Map(api);
        ListPlatformPromotions.Map(api);
        EndPlatformPromotion.Map(api);
    }

    public IReadOnlyDictionary<string, Refusal> Constraints => new Dictionary<string, Refusal>
    {
        // PostgreSQL names it so in the partition.
        ["promotion_main_owner_id_code_region_key"] = Refusals.CodeTaken,
    };
}
