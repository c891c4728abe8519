using Feria.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Payments;

public sealed class PaymentsModule : IModule
{
    public string Name => "payments";

    public IReadOnlyList<Claim> Claims => Payments.Claims.All;

    public void Add(IServiceCollection services, IConfiguration settings)
    {
        services.AddValidation();
        services.AddSingleton<Gateways>();
        services.AddSingleton<Finaliser>();
        services.AddSingleton<IVitalSigns, PaymentSigns>();
        services.AddSingleton<IPayments, PaymentDesk>();
        services.AddJob<SendRefund>();
        services.AddJob<SweepPayments>();
        services.AddJob<CloseLedger>();
        services.AddJob<SweepInbox>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        TakeGatewayWebhook.Map(api);
        ListPayments.Map(api);
        GetPayment.Map(api);
        SettlePayment.Map(api);
        GetLedger.Map(api);
    }
}
