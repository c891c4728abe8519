using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Marketing;

public sealed class MarketingModule : IModule
{
    /// <summary>The copy of what is known of people: made again where accounts were moved in.</summary>
    public const string People = "marketing.people";

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
        services.AddSingleton<CouponBook>();
        services.AddSingleton<People>();
        services.AddSingleton<SegmentBook>();
        services.AddSingleton<Groups>();
        services.AddSingleton<Drawing>();
        services.AddSingleton<IMailing, CampaignMailing>();
        services.AddSingleton<IToDo, CampaignsWaiting>();
        services.AddReaction<OnPeople>();
        services.AddReaction<OnCredits>();
        services.AddJob<FollowCarts>();
        services.AddJob<FollowViews>();
        services.AddJob<RunCampaigns>();
        services.AddJob<SweepInterests>();
        services.AddCopy<PeopleCopy>();
        services.AddNews<ShowingChanged>();
        services.AddSingleton<Showing>();
        services.AddHostedService(provider => provider.GetRequiredService<Showing>());
        services.AddSingleton<ISponsoring>(provider => provider.GetRequiredService<Showing>());
        services.AddSingleton<Charging>();
        services.AddSingleton<Banners>();
        services.AddSingleton<FrontPromotions>();
        services.AddSingleton<LandingShelves>();
        services.AddSingleton<LandingPages>();
        services.AddSingleton<ShownLog>();
        services.AddHostedService(provider => provider.GetRequiredService<ShownLog>());
        services.AddJob<SweepClicks>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        AddPromotion.Map(api);
        ListPromotions.Map(api);
        EndPromotion.Map(api);
        AddPlatformPromotion.Map(api);
        ListPlatformPromotions.Map(api);
        EndPlatformPromotion.Map(api);
        PutSegment.Map(api);
        RemoveSegment.Map(api);
        ListSegments.Map(api);
        GetSegment.Map(api);
        CountSegment.Map(api);
        PutCampaign.Map(api);
        MoveCampaign.Map(api);
        TryCampaign.Map(api);
        ListCampaigns.Map(api);
        ExportCampaigns.Map(api);
        GetCampaign.Map(api);
        ExportCampaign.Map(api);
        GetFrequency.Map(api);
        PutFrequency.Map(api);
        FollowCampaignLink.Map(api);
        MakeCoupons.Map(api);
        ListCoupons.Map(api);
        ExportCouponBundles.Map(api);
        ExportCoupons.Map(api);
        RevokeCoupons.Map(api);
        PutSponsorship.Map(api);
        MoveSponsorship.Map(api);
        ListSponsorships.Map(api);
        GetSponsorship.Map(api);
        NoteShown.Map(api);
        PutBanner.Map(api);
        MoveBanner.Map(api);
        ListBanners.Map(api);
        GetBanner.Map(api);
        GetShownBanner.Map(api);
        ListFrontPromotions.Map(api);
        PutLandingPage.Map(api);
        MoveLandingPage.Map(api);
        RemoveLandingPage.Map(api);
        ListLandingPages.Map(api);
        GetLandingPage.Map(api);
        ListLandingVersions.Map(api);
        GetLanding.Map(api);
    }

    public IReadOnlyDictionary<string, Refusal> Constraints => new Dictionary<string, Refusal>
    {
        // PostgreSQL names it so in the partition.
        ["promotion_main_owner_id_code_region_key"] = Refusals.CodeTaken,
    };
}
