using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Integrations;

public sealed class IntegrationsModule : IModule
{
    public string Name => "integrations";

    public IReadOnlyList<Claim> Claims => Integrations.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddNews<KeyChanged>();
        services.AddSingleton<ICallers, StoreKeys>();
        services.AddSingleton<IKeyBook, KeyBook>();
        services.AddSingleton<NoteUse>();
        services.AddHostedService(all => all.GetRequiredService<NoteUse>());
        services.AddSingleton<Posting>();
        services.AddSingleton<NoteTries>();
        services.AddSingleton<Sender>();
        services.AddHostedService(all => all.GetRequiredService<Sender>());
        services.AddReaction<OnStoreEvent>();
        services.AddJob<ReplayDeliveries>();
        services.AddJob<SweepDeliveries>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        ListKeys.Map(api);
        MakeKey.Map(api);
        RevokeKey.Map(api);
        ListWebhooks.Map(api);
        AddWebhook.Map(api);
        GetWebhook.Map(api);
        PutWebhook.Map(api);
        RemoveWebhook.Map(api);
        RotateSecret.Map(api);
        TestWebhook.Map(api);
        ListDeliveries.Map(api);
        GetDelivery.Map(api);
        ReplayDelivery.Map(api);
        ReplayFailed.Map(api);
    }
}
