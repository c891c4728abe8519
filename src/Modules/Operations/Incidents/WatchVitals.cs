using Feria.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Operations;

/// <summary>
/// Looks at everything the installation is made of, as the page of health does, every few seconds
/// (<c>Feria:WatchSeconds</c>, 15; 0 never) in each worker: what does not answer is a mishap, and so is a reaction that
/// is left behind.
/// </summary>
public sealed class WatchVitals(
    IEnumerable<IVitalSigns> all, ReactionDesk reactions, Database database, ProcessRoles roles,
    IConfiguration configuration, ILogger<WatchVitals> log) : BackgroundService
{
    const double LateSeconds = 60;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        var pause = TimeSpan.FromSeconds(configuration.GetValue("Feria:WatchSeconds", 15.0));
        if (pause <= TimeSpan.Zero || !roles.Worker) return;
        while (!stop.IsCancellationRequested)
        {
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), pause, stop);
            if (!stop.IsCancellationRequested) await Patiently.DoAsync(() => LookAsync(stop), log, stop);
        }
    }

    /// <summary>One look at each.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        // What waits to be done is told of by what could not do it.
        foreach (var signs in all.Where(one => one is not WorkSigns))
            foreach (var sign in await GetHealth.LookAsync(signs, stop))
                if (IsOut(sign)) database.Mishaps.Note(MishapOf(sign), WhyOf(sign));

        foreach (var late in (await reactions.ListAsync(stop)).Where(one => one.LagSeconds > LateSeconds))
            database.Mishaps.Note(
                new(Mishap.Lag, "behind", late.Name.Split('.')[0], late.Name, Severity.Warning),
                $"{late.Waiting} events wait.");
    }

    // The shared store makes it slower, no more; it never calls itself bad.
    static bool IsOut(VitalSign sign) =>
        sign.State == Vital.Bad || sign is { Part: "store", State: Vital.Mind, Name: "Redis" };

    static Mishap MishapOf(VitalSign sign) => new(
        Mishap.Outage, "no answer", sign.Part, sign.Name, sign.Part switch
        {
            "postgres" or "payments" => Severity.Critical,
            "store" => Severity.Warning,
            _ => Severity.Error,
        });

    static string WhyOf(VitalSign sign) => sign.Facts.GetValueOrDefault("why") as string ?? "It does not answer.";
}
