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
        services.AddSettings(StoreSettings.All);
        foreach (var work in ToDos.All) services.AddSingleton(work);
        services.AddSingleton<IFindable, FindStores>();
        services.AddNews<StoreChanged>();
        services.AddSingleton<IStoreBook, StoreBook>();
        services.AddSingleton<IStoreDesk, DeskOfOthers>();
        services.AddSingleton<Owners>();
        services.AddSingleton<MoveMyStore>();
        services.AddSingleton<OwnerLetters>();
        services.AddReaction<OnAccountClosed>();
        services.AddJob<EndHolidays>();
        services.AddJob<SweepInvitations>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        GetStore.Map(api);
        OpenStore.Map(api);
        ListMyStores.Map(api);
        GetMyStore.Map(api);
        PutMyStore.Map(api);
        AttestRequirement.Map(api);
        ApplyForApproval.Map(api);
        TakeBackApplication.Map(api);
        SetHoliday.Map(api);
        EndHoliday.Map(api);
        CloseMyStore.Map(api);
        ListStaff.Map(api);
        InviteStaff.Map(api);
        TakeBackInvitation.Map(api);
        AcceptInvitation.Map(api);
        PutStaff.Map(api);
        RemoveStaff.Map(api);
        ListStores.Map(api);
        ExportStores.Map(api);
        GetStoreFile.Map(api);
        DecideStore.Map(api);
        DecideRequirement.Map(api);
        ListRequirements.Map(api);
        PutRequirement.Map(api);
        ListFees.Map(api);
        PutFee.Map(api);
        EndFee.Map(api);
        ListMyFees.Map(api);
        ListDeliveryMethods.Map(api);
        AddDeliveryMethod.Map(api);
        PutDeliveryMethod.Map(api);
        RemoveDeliveryMethod.Map(api);
        QuoteDelivery.Map(api);
    }

    public IReadOnlyDictionary<string, Refusal> Constraints { get; } = new Dictionary<string, Refusal>
    {
        // Two stores began under one name at once: tried again, the second gets an address of its own.
        ["store_slug"] = KernelRefusals.Unavailable,
    };
}
