using Feria.Contracts;

namespace Feria.Adapters.Payments;

/// <summary>Money that changes hands at the door: agreed at once, nothing to charge, given back by hand.</summary>
public sealed class CashOnDelivery : IPaymentGateway
{
    public IReadOnlyCollection<string> Methods => [PaymentMethod.CashOnDelivery];

    public GatewayPayment Agree(GatewayOrder order) => Of(order, GatewayStatus.DueOnDelivery);

    public Task<GatewayPayment> AskAsync(GatewayOrder order, CancellationToken stop) => Task.FromResult(Agree(order));

    public Task<GatewayPayment?> LookAsync(GatewayOrder order, CancellationToken stop) =>
        Task.FromResult<GatewayPayment?>(Agree(order));

    public Task<GatewayPayment> ChargeAsync(string id, string token, string key, CancellationToken stop) =>
        throw new GatewayRefusedException("wrong_method");

    public Task<GatewayPayment> CancelAsync(string id, GatewayOrder order, CancellationToken stop) =>
        Task.FromResult(Of(order, GatewayStatus.Canceled));

    public Task RefundAsync(string id, Money amount, Guid refund, CancellationToken stop) => Task.CompletedTask;

    public Task AnswerDisputeAsync(string id, string evidence, Guid key, CancellationToken stop) => Task.CompletedTask;

    public GatewayTold? Hear(string signature, byte[] body, DateTimeOffset now) => null;

    static GatewayPayment Of(GatewayOrder order, GatewayStatus status) =>
        new($"cash_{order.Reference:N}", order.Reference, status, 1, order.Amount, null, null);
}
