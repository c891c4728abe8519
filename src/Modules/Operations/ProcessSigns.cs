using Feria.Contracts;

namespace Feria.Operations;

/// <summary>The processes, by what each of them last said of itself.</summary>
sealed class ProcessSigns(Processes processes) : IVitalSigns
{
    const double LostSeconds = 10;

    public string Part => "process";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop) =>
    [
        .. (await processes.ListAsync(stop)).Select(seen => new VitalSign(
            Part, seen.Name,
            seen.SilentSeconds > LostSeconds ? Vital.Bad : seen.IsDraining ? Vital.Mind : Vital.Fine,
            new Dictionary<string, object?>
            {
                ["address"] = seen.Address,
                ["roles"] = seen.Roles,
                ["services"] = seen.Services,
                ["version"] = seen.Version,
                ["searchVersion"] = seen.SearchVersion,
                ["draining"] = seen.IsDraining,
                ["startedAt"] = seen.StartedAt,
                ["silentSeconds"] = Math.Round(seen.SilentSeconds, 1),
            })),
    ];
}
