using System.Diagnostics;

namespace Feria.Kernel;

/// <summary>
/// Counts what goes wrong in this process until somebody writes it down: the same fault is one entry, whatever comes of
/// it. Nothing waits, and a flood of other faults than it has room for is one more entry.
/// </summary>
public sealed class Mishaps
{
    const int KeptApart = 500;
    const int Samples = 5;

    static readonly Mishap Others =
        new(Mishap.Error, "many", "feria", "more than are kept apart", Severity.Error);

    readonly Lock gate = new();
    Dictionary<Mishap, Tally> tallies = [];

    /// <summary>What was counted of one fault.</summary>
    public sealed class Tally
    {
        public long Count { get; internal set; }
        public DateTime First { get; internal set; }
        public DateTime Last { get; internal set; }
        public string? Trace { get; internal set; }

        /// <summary>The first few messages, without what could be somebody's.</summary>
        public List<string> Messages { get; } = [];
    }

    public void Note(Mishap fault, string message, DateTime? at = null)
    {
        var (now, trace) = (at ?? DateTime.UtcNow, Activity.Current?.TraceId.ToString());
        bool wantsSample;
        lock (gate)
        {
            var tally = TallyOf(fault);
            tally.Count++;
            if (tally.Count == 1) tally.First = now;
            if (now >= tally.Last) (tally.Last, tally.Trace) = (now, trace ?? tally.Trace);
            wantsSample = tally.Messages.Count < Samples && tally.Count <= 20 * Samples;
        }

        if (!wantsSample) return;
        var clean = Clean(message);
        lock (gate)
            if (tallies.TryGetValue(fault, out var tally) && tally.Messages.Count < Samples
                && !tally.Messages.Contains(clean))
                tally.Messages.Add(clean);
    }

    /// <summary>What was counted since this was last asked.</summary>
    public IReadOnlyDictionary<Mishap, Tally> Take()
    {
        lock (gate)
        {
            if (tallies.Count == 0) return System.Collections.Frozen.FrozenDictionary<Mishap, Tally>.Empty;
            var taken = tallies;
            tallies = [];
            return taken;
        }
    }

    Tally TallyOf(Mishap fault)
    {
        if (tallies.TryGetValue(fault, out var tally)) return tally;
        if (tallies.Count >= KeptApart && fault != Others) return TallyOf(Others);
        return tallies[fault] = new();
    }

    // Telling of a fault is never one.
    static string Clean(string message)
    {
        try
        {
            return Scrub.Clean(message);
        }
        catch (Exception tooLong) when (tooLong is System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return "";
        }
    }
}
