using System.Diagnostics;
using Feria.Contracts;

namespace Feria.Operations;

/// <summary>Whether what is put into the shared store can be read again. Feria serves without it, slower.</summary>
sealed class StoreSigns(SharedStore store) : IVitalSigns
{
    static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    public string Part => "store";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var (key, began) = ($"health {Id.New()}", Stopwatch.GetTimestamp());
        await store.SetAsync(key, "well"u8.ToArray(), Life);
        var isThere = await store.GetAsync(key) is not null;
        var isShared = store is not InProcessStore;
        return
        [
            new(Part, isShared ? "Redis" : "memory", isThere ? Vital.Fine : Vital.Mind, new Dictionary<string, object?>
            {
                ["shared"] = isShared,
                ["roundTripMs"] = Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds / 2, 2),
            }),
        ];
    }
}
