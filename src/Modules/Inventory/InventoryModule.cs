using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Inventory;

public sealed class InventoryModule : IModule
{
    public string Name => "inventory";

    public IReadOnlyList<Claim> Claims => Inventory.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        foreach (var work in ToDos.All) services.AddSingleton(work);
        services.AddNews<AvailabilityChanged>();
        services.AddIntake<TakeStock>();
        services.AddSingleton<Shelf>();
        services.AddSingleton<IStock>(provider => provider.GetRequiredService<Shelf>());
        services.AddReaction<OnLowStockChanged>();
        services.AddJob<TellLowStock>();
        services.AddJob<SweepSpells>();
        services.AddReaction<OnAvailabilityChanged>();
        services.AddReaction<OnAccountClosed>();
        services.AddJob<TellWaiting>();
        services.AddJob<SweepWaiting>();
        services.AddSingleton<ReconcileStock>();
        services.AddJob<ReconcileStock>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        SetStock.Map(api);
        GetStock.Map(api);
        ListStoreStock.Map(api);
        GetStoreStock.Map(api);
        SetStoreStock.Map(api);
        PutThreshold.Map(api);
        WaitForOffer.Map(api);
        ListWaiting.Map(api);
        StopWaiting.Map(api);
        ConfirmWaiting.Map(api);
        EndWaiting.Map(api);
        ListDiscrepancies.Map(api);
        RepairStock.Map(api);
    }

    public IReadOnlyDictionary<string, Refusal> Constraints => new Dictionary<string, Refusal>
    {
        ["stock_reserved_is_on_hand"] = Refusals.OutOfStock,
    };
}
