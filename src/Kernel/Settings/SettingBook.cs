using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>One version of a setting as it is kept.</summary>
/// <param name="Value">JSON; null where it is the usual value again.</param>
public sealed record SettingVersion(string Key, int Version, string? Value, DateTime EffectiveAt);

/// <summary>
/// What operators set, in this process: read without a call to the database. Until it was first heard of, and where a
/// value is out of bounds by now, it is the usual one.
/// </summary>
public sealed class SettingBook
{
    readonly TimeProvider clock;
    readonly ILogger<SettingBook> log;
    readonly FrozenDictionary<string, KnownSetting> known;
    volatile FrozenDictionary<string, Held> held;
    long version;

    public SettingBook(IEnumerable<KnownSetting> known, TimeProvider clock, ILogger<SettingBook> log)
    {
        (this.clock, this.log) = (clock, log);
        this.known = known.ToFrozenDictionary(one => one.Setting.Key);
        held = this.known.ToFrozenDictionary(one => one.Key, one => new Held([UsualOf(one.Value)]));
    }

    public IEnumerable<KnownSetting> All => known.Values;

    public KnownSetting? Find(string key) => known.GetValueOrDefault(key);

    /// <summary>Grows with each change that was heard and each that takes effect by the clock: for what is drawn of
    /// settings.</summary>
    public long Version
    {
        get
        {
            var turns = 0L;
            foreach (var one in held.Values)
                if (one.Steps.Length > 1) turns += one.IndexAt(clock.GetUtcNow().UtcDateTime);
            return (Interlocked.Read(ref version) << 16) + turns;
        }
    }

    public T Of<T>(Setting<T> setting) where T : notnull => (T)StepOf(setting).Value;

    /// <summary>Why the value that was set is not the one in use; null where it is.</summary>
    public string? FaultOf(Setting setting) => StepOf(setting).Fault;

    /// <summary>The value in use, as JSON.</summary>
    public JsonElement JsonOf(Setting setting) => StepOf(setting).Json;

    Step StepOf(Setting setting)
    {
        // One that nobody registered here (a tool, a test of a part) is what it usually is.
        if (!held.TryGetValue(setting.Key, out var one)) return UsualOf(new(setting, setting.Usual));
        return one.Steps.Length == 1 ? one.Steps[0] : one.Steps[one.IndexAt(clock.GetUtcNow().UtcDateTime)];
    }

    /// <summary>Takes in what is kept: of each setting the versions in effect and to come.</summary>
    public void Take(IReadOnlyList<SettingVersion> versions)
    {
        var byKey = versions.ToLookup(one => one.Key);
        lock (known)
        {
            var before = held;
            // Of two who read at once the older may come last: a setting is never set back by it.
            held = known.ToFrozenDictionary(
                one => one.Key,
                one => new Held([.. Plan(one.Value, byKey[one.Key])]) is var next
                    && next.Newest >= before[one.Key].Newest ? next : before[one.Key]);
            if (held.Any(one => !one.Value.Equals(before[one.Key]))) Interlocked.Increment(ref version);
        }
    }

    /// <summary>What one setting is now, by versions just read; for where a copy is not to be believed.</summary>
    public T Now<T>(Setting<T> setting, IReadOnlyList<SettingVersion> versions) where T : notnull =>
        (T)StepOf(setting, versions).Value;

    /// <summary>The same as JSON.</summary>
    public JsonElement ValueOf(Setting setting, IReadOnlyList<SettingVersion> versions) =>
        StepOf(setting, versions).Json;

    Step StepOf(Setting setting, IReadOnlyList<SettingVersion> versions)
    {
        var one = new Held([.. Plan(
            known.GetValueOrDefault(setting.Key) ?? new(setting, setting.Usual),
            versions.Where(version => version.Key == setting.Key))]);
        return one.Steps[one.IndexAt(clock.GetUtcNow().UtcDateTime)];
    }

    // What was said last stands from its time on: an earlier version whose time comes later is passed over.
    IEnumerable<Step> Plan(KnownSetting one, IEnumerable<SettingVersion> versions)
    {
        var steps = new Stack<Step>();
        foreach (var next in versions.OrderByDescending(version => version.Version))
        {
            if (steps.TryPeek(out var later) && later.From <= next.EffectiveAt) continue;
            steps.Push(StepOf(one, next));
        }

        if (!steps.TryPeek(out var first) || first.From > DateTime.MinValue) yield return UsualOf(one);
        foreach (var step in steps) yield return step;
    }

    Step StepOf(KnownSetting one, SettingVersion said)
    {
        var usual = UsualOf(one) with { From = said.EffectiveAt, Version = said.Version };
        if (said.Value is null) return usual;
        var json = JsonSerializer.Deserialize<JsonElement>(said.Value);
        if (one.Setting.FaultOf(json) is not { } fault)
            return new(said.EffectiveAt, said.Version, json, one.Setting.Read(json), null);
        log.LogWarning("Setting {Key} is {Value}, which cannot be so any more: {Fault}", said.Key, said.Value, fault);
        return usual with { Fault = fault };
    }

    static Step UsualOf(KnownSetting one) =>
        new(DateTime.MinValue, 0, one.Usual, one.Setting.Read(one.Usual), null);

    sealed record Step(DateTime From, int Version, JsonElement Json, object Value, string? Fault);

    sealed class Held(Step[] steps) : IEquatable<Held>
    {
        public Step[] Steps => steps;

        /// <summary>The latest version among them; 0 where nothing was ever set.</summary>
        public int Newest { get; } = steps.Max(step => step.Version);

        public int IndexAt(DateTime now)
        {
            var at = steps.Length - 1;
            while (at > 0 && steps[at].From > now) at--;
            return at;
        }

        public bool Equals(Held? other) => other is not null
            && steps.Select(step => (step.From, step.Version)).SequenceEqual(
                other.Steps.Select(step => (step.From, step.Version)));

        public override bool Equals(object? other) => Equals(other as Held);

        public override int GetHashCode() => steps.Length;
    }
}
