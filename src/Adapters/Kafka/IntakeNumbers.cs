using System.Diagnostics.Metrics;

namespace Feria.Adapters.Kafka;

/// <summary>What this process took in, for <c>/metrics</c>.</summary>
static class IntakeNumbers
{
    static readonly Meter Meter = new("Feria");
    static readonly Counter<long> Taken = Meter.CreateCounter<long>(
        "feria.intake.taken", description: "Messages taken in.");
    static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "feria.intake.refused", description: "Messages that went to the dead-letter topic.");
    static readonly Gauge<long> Waiting = Meter.CreateGauge<long>(
        "feria.intake.waiting", description: "Messages at the brokers in partitions this process takes in.");

    public static void Took(Intake intake, int taken, int refused)
    {
        Taken.Add(taken, Of(intake));
        Refused.Add(refused, Of(intake));
    }

    public static void Waits(IEnumerable<(Intake Intake, long Messages)> all)
    {
        foreach (var (intake, messages) in all) Waiting.Record(messages, Of(intake));
    }

    static KeyValuePair<string, object?> Of(Intake intake) => new("intake", intake.Name);
}
