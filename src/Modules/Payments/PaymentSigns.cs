using System.Diagnostics;
using Feria.Contracts;

namespace Feria.Payments;

/// <summary>Whether the gateways that take the money can be asked: about a payment that never was.</summary>
sealed class PaymentSigns(IEnumerable<IPaymentGateway> gateways) : IVitalSigns
{
    public string Part => "payments";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var signs = new List<VitalSign>();
        foreach (var gateway in gateways)
        {
            var began = Stopwatch.GetTimestamp();
            var state = Vital.Fine;
            try
            {
                await gateway.LookAsync(
                    new GatewayOrder(Id.New(), gateway.Methods.First(), new Money(1, "USD"), "HEALTH", null), stop);
            }
            catch (Exception away) when (
                away is GatewayUnclearException or GatewayRefusedException or HttpRequestException)
            {
                state = Vital.Bad;
            }

            signs.Add(new(Part, string.Join(", ", gateway.Methods), state, new Dictionary<string, object?>
            {
                ["roundTripMs"] = Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 2),
            }));
        }

        return signs;
    }
}
