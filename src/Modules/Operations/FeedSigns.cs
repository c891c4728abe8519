using Feria.Contracts;

namespace Feria.Operations;

/// <summary>
/// What wakes the readers of the event log, and whether its replication slot is read and keeps within bounds.
/// </summary>
sealed class FeedSigns(FeedDesk feed) : IVitalSigns
{
    public string Part => "feed";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var standing = await feed.LookAsync(stop);
        return
        [
            new(Part, standing.Feed, standing.IsWorthALook ? Vital.Mind : Vital.Fine, new Dictionary<string, object?>
            {
                ["slot"] = standing.Kept,
                ["bytesBehind"] = standing.Slot is null ? null : standing.LagBytes,
            }),
        ];
    }
}
