using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Community;

public sealed class CommunityModule : IModule
{
    public string Name => "community";

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddNews<RatingChanged>();
        services.AddSingleton<IRatings, Ratings>();
        services.AddReaction<OnReviewPosted>();
        services.AddCopy<RatingCopy>();
        services.AddCopy<StoreRatingCopy>();
    }

    public void Map(IEndpointRouteBuilder api) => ListReviews.Map(api);
}
