using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Media;

public sealed class MediaModule : IModule
{
    public string Name => "media";

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton(OutwardRoads.Real);
        services.AddSingleton<Outward>();
        services.AddSingleton<Converter>();
        services.AddSingleton<TakePictures>();
        services.AddSingleton<IPictures, PictureBook>();
        services.AddJob<SweepPictures>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        AddPicture.Map(api);
        FetchPicture.Map(api);
        GrantUpload.Map(api);
        TakeUpload.Map(api);
    }
}
