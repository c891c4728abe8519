using Feria.Contracts;

namespace Feria.Operations;

/// <summary>What waits to be heard and done. What was parked wants a person; what is late wants a look.</summary>
sealed class WorkSigns(ReactionDesk reactions, JobDesk jobs) : IVitalSigns
{
    const double LateSeconds = 60;
    const long ManyDue = 1000;

    public string Part => "work";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var standings = await reactions.ListAsync(stop);
        var counts = await jobs.CountAsync(stop);
        var slowest = standings.Select(one => one.LagSeconds).DefaultIfEmpty(0).Max();
        return
        [
            new("reactions", "reactions",
                standings.Any(one => one.Parked > 0) || slowest > LateSeconds ? Vital.Mind : Vital.Fine,
                new Dictionary<string, object?>
                {
                    ["reactions"] = standings.Count,
                    ["waiting"] = standings.Sum(one => one.Waiting),
                    ["lagSeconds"] = Math.Round(slowest, 1),
                    ["parked"] = standings.Sum(one => one.Parked),
                }),
            new("jobs", "jobs", counts.Parked > 0 || counts.Due > ManyDue ? Vital.Mind : Vital.Fine,
                new Dictionary<string, object?>
                {
                    ["due"] = counts.Due,
                    ["running"] = counts.Running,
                    ["failing"] = counts.Failing,
                    ["parked"] = counts.Parked,
                }),
        ];
    }
}
