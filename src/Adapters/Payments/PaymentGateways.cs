using Feria.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Adapters.Payments;

public static class PaymentGateways
{
    /// <summary>Cash on delivery always; cards and transfers where a gateway is configured.</summary>
    public static IServiceCollection AddPaymentGateways(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IPaymentGateway, CashOnDelivery>();
        if (GatewaySettings.Of(configuration) is { } settings)
            services.AddSingleton<IPaymentGateway>(_ => new HttpGateway(settings));
        return services;
    }
}
