using System.Diagnostics;
using Feria.Contracts;

namespace Feria.Operations;

/// <summary>
/// Holds every copy against its source, batch by batch, while both change. What differs is looked at again after the
/// reactions that feed the copy have passed the point it was seen at; only what then still stands is a fault.
/// </summary>
public sealed class VerifyCopies(Database database, IEnumerable<KeptCopy> copies, RollCall processes)
{
    // Most are settled by the second; under many writers one may be caught in the middle of a change again and again.
    const int Looks = 20;
    const int Named = 10;

    /// <summary>How long the reactions are waited for before a copy is called unsettled.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <param name="Checked">Subjects gone through.</param>
    /// <param name="First">The first few faults in words.</param>
    /// <param name="Unsettled">Why it could not be said for sure; null where it could.</param>
    public sealed record Finding(
        string Copy, long Checked, long Missing, long Surplus, long Differing, IReadOnlyList<string> First,
        string? Unsettled, double Seconds)
    {
        public long Faults => Missing + Surplus + Differing + (Unsettled is null ? 0 : 1);
    }

    /// <param name="repair">Orders that what differs is made again; processes drop theirs.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(Action<Finding>? tell, bool repair, CancellationToken stop)
    {
        var findings = new List<Finding>();
        foreach (var copy in copies)
        {
            findings.Add(await TryAsync(copy, repair, stop));
            tell?.Invoke(findings[^1]);
        }

        foreach (var finding in await processes.AskAsync(repair, stop))
        {
            findings.Add(finding);
            tell?.Invoke(finding);
        }

        return findings;
    }

    // Of a copy outside that does not answer nothing can be said; of the others all the same.
    async Task<Finding> TryAsync(KeptCopy copy, bool repair, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return await RunAsync(copy, repair, stop);
        }
        catch (CopyAway away)
        {
            return new(copy.Name, 0, 0, 0, 0, [], away.Message, watch.Elapsed.TotalSeconds);
        }
    }

    async Task<Finding> RunAsync(KeptCopy copy, bool repair, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var (count, seen) = await WalkAsync(copy, stop);
        var faults = new List<Difference>();
        string? unsettled = null;
        for (var look = 0; seen.Count > 0 && unsettled is null && look < Looks; look++)
        {
            if (!await PassAsync(copy, stop)) unsettled = $"{string.Join(", ", copy.FedBy)}: not there yet";
            var again = await LookAsync(copy, [.. seen.Select(one => one.Subject).Distinct()], stop);
            // Seen as it was seen before, with everything heard in between: it will not go away by itself.
            var stays = again.Intersect(seen).ToHashSet();
            faults.AddRange(stays);
            seen = [.. again.Except(stays)];
        }

        if (seen.Count > 0) unsettled ??= $"{seen.Count} kept changing while looked at";
        if (repair && faults.Count > 0) await RepairAsync(copy, faults, stop);
        return new(
            copy.Name, count, Count(faults, Difference.Missing), Count(faults, Difference.Surplus),
            Count(faults, Difference.Differing),
            [.. faults.Take(Named).Select(fault => $"{fault.Subject} {fault.Kind} {fault.What}")], unsettled,
            watch.Elapsed.TotalSeconds);
    }

    static long Count(List<Difference> faults, string kind) => faults.Count(fault => fault.Kind == kind);

    async Task<(long Count, List<Difference> Seen)> WalkAsync(KeptCopy copy, CancellationToken stop)
    {
        var (count, after, seen) = (0L, Guid.Empty, new List<Difference>());
        while (true)
        {
            var (subjects, differences) = await copy.LookAsync(database, after, stop);
            if (subjects.Length == 0) return (count, seen);
            seen.AddRange(differences);
            count += subjects.Length;
            after = subjects[^1];
        }
    }

    async Task<List<Difference>> LookAsync(KeptCopy copy, Guid[] subjects, CancellationToken stop)
    {
        var seen = new List<Difference>();
        foreach (var batch in subjects.Chunk(copy.Batch))
            seen.AddRange(await copy.CompareAsync(database, batch, stop));
        return seen;
    }

    // Until its reactions have heard all that stood in the log when this is called, and no rebuild of it waits.
    async Task<bool> PassAsync(KeptCopy copy, CancellationToken stop)
    {
        long point;
        await using (var session = await database.ReadAsync(stop)) point = await Heard.PointAsync(session);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100, stop))
        {
            await using var session = await database.ReadAsync(stop);
            if (await Heard.HavePassedAsync(session, copy.FedBy, point)
                && !await Heard.IsOrderedAsync(session, Rebuild.Kind, copy.Name)) return true;
        }

        return false;
    }

    async Task RepairAsync(KeptCopy copy, List<Difference> faults, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        foreach (var subjects in faults.Select(fault => fault.Subject).Distinct().Chunk(1_000))
            Rebuild.Order(tx, copy.Name, subjects: subjects);
        await tx.CommitAsync();
    }
}
