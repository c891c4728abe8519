using Feria.Contracts;

namespace Feria.Payments;

/// <summary>Who takes which method here.</summary>
public sealed class Gateways(IEnumerable<IPaymentGateway> all)
{
    readonly List<IPaymentGateway> all = [.. all];

    public IReadOnlyCollection<string> Methods => [.. PaymentMethod.All.Where(method => Of(method) is not null)];

    public IPaymentGateway? Of(string method) => all.Find(gateway => gateway.Methods.Contains(method));

    public GatewayTold? Hear(string signature, byte[] body, DateTimeOffset now) =>
        all.Select(gateway => gateway.Hear(signature, body, now)).FirstOrDefault(told => told is not null);
}
