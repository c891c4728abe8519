using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders;

public sealed class OrdersModule : IModule
{
    public string Name => "orders";

    public IReadOnlyList<Claim> Claims => Orders.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        foreach (var work in ToDos.All) services.AddSingleton(work);
        services.AddSingleton<IFindable, FindOrders>();
        services.AddSingleton<Carts>();
        services.AddSingleton<ICarts>(provider => provider.GetRequiredService<Carts>());
        services.AddSingleton<ChangeCarts>();
        services.AddSingleton<SavedItems>();
        services.AddSingleton<Lists>();
        services.AddSingleton<Simulating>();
        services.AddSingleton<CheckoutBook>();
        services.AddSingleton<ICheckoutBook>(provider => provider.GetRequiredService<CheckoutBook>());
        services.AddSingleton<Place>();
        services.AddSingleton<PlaceTogether>();
        services.AddSingleton<Buying>();
        services.AddSingleton<Purchases>();
        services.AddSingleton<IOrderBook, OrderBook>();
        services.AddSingleton<Cancelling>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<Shipping>();
        services.AddSingleton<StoreOrders>();
        services.AddSettings(OrderSettings.All);
        services.AddSetting(OrderSettings.ReturnDays, settings.GetValue<int?>("Feria:ReturnDays"));
        services.AddSingleton<CartLimits>();
        services.AddSingleton<HoldTimes>();
        services.AddSingleton<Refunding>();
        services.AddSingleton<Returning>();
        services.AddSingleton<ReturnDesk>();
        services.AddSingleton<Returns>();
        services.AddSingleton<ExpireCheckouts>();
        services.AddReaction<OnPaymentRefunded>();
        services.AddReaction<ClaimGuestOrders>();
        services.AddReaction<OnAccountClosed>();
        services.AddReaction<OnOfferPriced>();
        services.AddSingleton<Job>(provider => provider.GetRequiredService<ExpireCheckouts>());
        services.AddJob<SweepCarts>();
        services.AddJob<TellCheaper>();
        services.AddJob<TurnReturns>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        GetCart.Map(api);
        PutCartItem.Map(api);
        DeleteCartItem.Map(api);
        PutCartCoupon.Map(api);
        DeleteCartCoupon.Map(api);
        QuoteCart.Map(api);
        ListSaved.Map(api);
        SaveForLater.Map(api);
        BringBackSaved.Map(api);
        DropSaved.Map(api);
        ListMyLists.Map(api);
        AddList.Map(api);
        GetMyList.Map(api);
        RenameList.Map(api);
        RemoveList.Map(api);
        ShareList.Map(api);
        UnshareList.Map(api);
        GetSharedList.Map(api);
        KeepOffer.Map(api);
        GetKept.Map(api);
        ForgetProduct.Map(api);
        TakeOffList.Map(api);
        MoveToList.Map(api);
        SimulateCart.Map(api);
        SimulateAnyCart.Map(api);
        PlaceCheckout.Map(api);
        GetCheckout.Map(api);
        ListOrders.Map(api);
        GetOrder.Map(api);
        CancelOrder.Map(api);
        ListAllOrders.Map(api);
        ExportAllOrders.Map(api);
        GetAnyOrder.Map(api);
        MoveOrder.Map(api);
        ListStoreOrders.Map(api);
        CountStoreOrders.Map(api);
        GetStoreOrder.Map(api);
        BeginPreparing.Map(api);
        ShipOrder.Map(api);
        PutTracking.Map(api);
        MoveShipment.Map(api);
        CancelStoreOrder.Map(api);
        GetOrderReturns.Map(api);
        AddReturnPicture.Map(api);
        AskReturn.Map(api);
        GetReturn.Map(api);
        SendReturn.Map(api);
        WithdrawReturn.Map(api);
        EscalateReturn.Map(api);
        ListStoreReturns.Map(api);
        CountStoreReturns.Map(api);
        GetStoreReturn.Map(api);
        AcceptReturn.Map(api);
        RefuseReturn.Map(api);
        ReceiveReturn.Map(api);
        GrantReturn.Map(api);
        GetStoreRefunds.Map(api);
        RefundOrder.Map(api);
        RefundUnsent.Map(api);
        ListEscalatedReturns.Map(api);
        ExportEscalatedReturns.Map(api);
        GetReturnFile.Map(api);
        DecideReturn.Map(api);
    }
}
