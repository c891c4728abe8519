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
        services.AddSingleton<Carts>();
        services.AddSingleton<ICarts>(provider => provider.GetRequiredService<Carts>());
        services.AddSingleton<ChangeCarts>();
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
        services.AddSingleton<ExpireCheckouts>();
        services.AddReaction<OnPaymentRefunded>();
        services.AddReaction<ClaimGuestOrders>();
        services.AddSingleton<Job>(provider => provider.GetRequiredService<ExpireCheckouts>());
        services.AddJob<SweepCarts>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        GetCart.Map(api);
        PutCartItem.Map(api);
        DeleteCartItem.Map(api);
        PutCartCoupon.Map(api);
        DeleteCartCoupon.Map(api);
        SimulateCart.Map(api);
        SimulateAnyCart.Map(api);
        PlaceCheckout.Map(api);
        GetCheckout.Map(api);
        ListOrders.Map(api);
        GetOrder.Map(api);
        CancelOrder.Map(api);
        MoveOrder.Map(api);
        ListStoreOrders.Map(api);
        CountStoreOrders.Map(api);
        GetStoreOrder.Map(api);
        BeginPreparing.Map(api);
        ShipOrder.Map(api);
        PutTracking.Map(api);
        MoveShipment.Map(api);
        CancelStoreOrder.Map(api);
    }
}
