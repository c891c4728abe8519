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
        foreach (var work in ToDos.All) services.AddSingleton(work);
        services.AddSingleton<Gateways>();
        services.AddSingleton<Finaliser>();
        services.AddSingleton<IVitalSigns, PaymentSigns>();
        services.AddSingleton<IPayments, PaymentDesk>();
        services.AddJob<SendRefund>();
        services.AddJob<SweepPayments>();
        services.AddJob<CloseLedger>();
        services.AddJob<SweepInbox>();
        services.AddSetting(PaymentSettings.Protection, settings.GetValue<int?>("Feria:ProtectionDays"));
        services.AddReaction<OnOrderMoved>();
        services.AddJob<ReleaseSales>();
        services.AddJob<MakePayouts>();
        services.AddJob<TellStore>();
        services.AddSingleton<IPayoutFormat, CreditTransfers>();
        services.AddSingleton<IPayoutFormat, TransferList>();
        services.AddSingleton<DisputeDesk>();
        services.AddJob<SendEvidence>();
    }

    public void Map(IEndpointRouteBuilder api)
    {
        TakeGatewayWebhook.Map(api);
        ListPayments.Map(api);
        GetPayment.Map(api);
        SettlePayment.Map(api);
        GetLedger.Map(api);
        GetReconciliation.Map(api);
        RecordSettlement.Map(api);
        GetBalance.Map(api);
        GetStatement.Map(api);
        ExportStatement.Map(api);
        GetPayoutAccount.Map(api);
        PutPayoutAccount.Map(api);
        AskPayout.Map(api);
        ListStorePayouts.Map(api);
        ListPayouts.Map(api);
        ExportPayouts.Map(api);
        MakePayoutFile.Map(api);
        ListPayoutFiles.Map(api);
        GetPayoutFile.Map(api);
        SettlePayoutFile.Map(api);
        SettlePayout.Map(api);
        ListStoreDisputes.Map(api);
        GetStoreDispute.Map(api);
        GiveEvidence.Map(api);
        AddEvidence.Map(api);
        ListDisputes.Map(api);
        ExportDisputes.Map(api);
        GetDispute.Map(api);
        SendEvidence.Map(api);
    }
}
