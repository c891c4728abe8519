using System.Diagnostics;
using Feria.Contracts;

namespace Feria.Operations;

/// <summary>Whether the object store answers: asked for what never stood there.</summary>
sealed class ObjectSigns(IObjectStore objects) : IVitalSigns
{
    public string Part => "objects";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var (began, state) = (Stopwatch.GetTimestamp(), Vital.Fine);
        try
        {
            await using var nothing = await objects.ReadAsync("health/nothing.webp", stop);
        }
        catch (ObjectsAway)
        {
            state = Vital.Bad;
        }

        return
        [
            new(Part, "objects", state, new Dictionary<string, object?>
            {
                ["roundTripMs"] = Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 2),
            }),
        ];
    }
}
