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
        services.AddNews<NoticesChanged>();
        services.AddSingleton<IPostOffice, PostOffice>();
        services.AddSingleton<Receivers>();
        services.AddSingleton<Messages>();
        services.AddSingleton<IPushKeys, PushKeys>();
        services.AddSingleton<INoticeBoard, NoticeBoard>();
        services.AddSingleton<UnreadNotices>();
        services.AddSingleton<Readers>();
        services.AddSingleton<Mailings>();
        services.AddSingleton<IMailings>(provider => provider.GetRequiredService<Mailings>());
        services.AddSingleton<Unsubscribing>();
        services.AddSingleton<OrderLetters>();
        services.AddSingleton<ParcelLetters>();
        services.AddReaction<OnOrderPlaced>();
        services.AddReaction<OnOrderConfirmed>();
        services.AddReaction<OnOrderCancelled>();
        services.AddReaction<OnOrderMoved>();
        services.AddReaction<OnShipmentMoved>();
        services.AddReaction<OnReturnMoved>();
        services.AddReaction<OnReviewPosted>();
        services.AddReaction<OnAccountClosed>();
        services.AddReaction<OnAccessChanged>();
        services.AddJob<SendLetter>();
        services.AddJob<WriteDigest>();
        services.AddJob<SweepLetters>();
        services.AddJob<SweepNotices>();
        services.AddJob<SendMessage>();
        services.AddJob<SweepMessages>();
        services.AddJob<SendMailing>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        GetMailbox.Map(api);
        ListNotices.Map(api);
        ReadNotices.Map(api);
        FollowNotices.Map(api);
        GetNotificationWishes.Map(api);
        PutNotificationWishes.Map(api);
        GetChannels.Map(api);
        AskPhoneCode.Map(api);
        ConfirmPhone.Map(api);
        RemovePhone.Map(api);
        AddDevice.Map(api);
        RemoveDevice.Map(api);
        Unsubscribe.Map(api);
    }
}
