using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Notifications;

public sealed class NotificationsModule : IModule
{
    public string Name => "notifications";

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton<IPostOffice, PostOffice>();
        services.AddSingleton<OrderLetters>();
        services.AddSingleton<ParcelLetters>();
        services.AddReaction<OnOrderPlaced>();
        services.AddReaction<OnOrderConfirmed>();
        services.AddReaction<OnOrderCancelled>();
        services.AddReaction<OnOrderMoved>();
        services.AddReaction<OnShipmentMoved>();
        services.AddReaction<OnReturnMoved>();
        services.AddJob<SendLetter>();
        services.AddJob<SweepLetters>();
    }

    public void Map(IEndpointRouteBuilder api) => GetMailbox.Map(api);
}
