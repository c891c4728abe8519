using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Copies of what was read, in this process and behind it in the store all processes share. A copy knows the horizon
/// it was read at and what it depends on, and holds as long as nothing it depends on changed since:
/// docs/decisions/0005. One caller fills for all who ask meanwhile; while the database is away, the last copy serves.
/// </summary>
public sealed class Cache : IProcessCopy
{
    static readonly Guid DropAll = Changes.Of<CopiesDropped>();
    static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    /// <summary>What may be no older than this may differ so long: some changes are said to nobody.</summary>
    static readonly TimeSpan Brief = TimeSpan.FromSeconds(10);

    const int EntryBytes = 400;
    const int MostTombstones = 200_000;

    /// <summary>How long a copy may serve at all; shorter than <see cref="News.Memory"/>.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromMinutes(10);

    static readonly string Build = Assembly.GetEntryAssembly()?.ManifestModule.ModuleVersionId.ToString("N")[..8] ?? "";
    static readonly Meter Meter = new("Feria");
    static readonly Counter<long> Asked = Meter.CreateCounter<long>(
        "feria.cache.asked", description: "Copies asked for, by where they were found: here, shared, filled, old.");

    static readonly Rendered Nothing = new([]);

    readonly Lock gate = new();
    readonly Recent<Entry> entries = new(128 << 20);
    readonly Dictionary<string, Task<Entry>> filling = [];
    Dictionary<Guid, long> tombstones = [];
    Dictionary<Guid, long> olderTombstones = [];
    DateTimeOffset turnedAt;
    long floor;
    readonly Database database;
    readonly SharedStore shared;
    readonly News news;
    readonly TimeProvider clock;

    public Cache(Database database, SharedStore shared, News news, TimeProvider clock)
    {
        (this.database, this.shared, this.news, this.clock) = (database, shared, news, clock);
        database.Changes.Heard += Remember;
        database.Nodes.TimelineChanged += Clear;
    }

    /// <param name="Value">What was read; null where there is nothing, which is not kept.</param>
    /// <param name="Subjects">The ids it depends on.</param>
    public sealed record Filled<T>(T? Value, IEnumerable<Guid> Subjects) where T : class;

    /// <param name="Json">The value as an answer; everybody who asks gets the same.</param>
    public sealed record Copy<T>(T Value, Rendered Json) where T : class;

    sealed record Entry(object? Copy, Rendered Json, long Horizon, Guid[] Subjects, DateTimeOffset MadeAt)
    {
        public TimeSpan Fresh { get; init; }

        /// <summary>What it would be if it was read now.</summary>
        public Func<CancellationToken, Task<byte[]>>? Read { get; init; }

        public static object CopyOf<T>(T value, Rendered json) where T : class => new Copy<T>(value, json);
    }

    /// <summary>A value, by a key that says all it differs by; null where there is nothing.</summary>
    /// <param name="fresh">How old it may be though nothing was heard of a change.</param>
    /// <param name="fill">Reads it anew, in the session it is given, and nothing that only the asker may see.</param>
    /// <param name="onPrimary">Whether it is read where what was just written is.</param>
    public Task<Copy<T>?> GetAsync<T>(
        string key, TimeSpan fresh, Func<Session, Task<Filled<T>>> fill, CancellationToken stop,
        bool onPrimary = false) where T : class =>
        GetAsync(key, fresh, () => Task.FromResult(fill), stop, onPrimary);

    /// <summary>The same for what somebody outside is asked about first, for whom no session waits.</summary>
    /// <param name="ask">Asks, and gives what then reads the value.</param>
    public async Task<Copy<T>?> GetAsync<T>(
        string key, TimeSpan fresh, Func<Task<Func<Session, Task<Filled<T>>>>> ask, CancellationToken stop,
        bool onPrimary = false) where T : class
    {
        // This process may not have heard yet of what the asker wrote elsewhere.
        if (CallerPosition.Current?.Known is { } position && !news.HasHeard(position))
            return (Copy<T>?)(await FromDatabaseAsync(await ask(), onPrimary)).Copy;

        for (var isAgain = false; ; isAgain = true)
        {
            Task<Entry> filled;
            bool isMine;
            lock (gate)
            {
                var old = entries.TryGet(key, out var found) && Holds(found) ? found : null;
                if (old is not null && clock.GetUtcNow() - old.MadeAt < fresh)
                {
                    Count("here");
                    return (Copy<T>?)old.Copy;
                }

                isMine = !filling.TryGetValue(key, out filled!);
                if (isMine) filling[key] = filled = FillAsync(key, fresh, old, ask, onPrimary);
            }

            var entry = await filled.WaitAsync(stop);
            // Another's may have begun before what the asker wrote just now; whatever is filled next began after that.
            if (isMine || isAgain || IsSure(entry)) return (Copy<T>?)entry.Copy;
        }
    }

    public string Name => "cache.hot";

    public bool IsInUse
    {
        get
        {
            lock (gate) return entries.Count > 0;
        }
    }

    /// <summary>
    /// Every copy that a reader would be shown is read anew; one that is other is looked at once more, a little later:
    /// it lies only where it would still be shown then. Those that live but briefly are not looked at.
    /// </summary>
    public async Task<ProcessCompared> CompareAsync(CancellationToken stop)
    {
        KeyValuePair<string, Entry>[] held;
        lock (gate) held = [.. entries.All().Where(one => one.Value.Fresh > Brief && IsShown(one.Value))];
        var suspects = await DifferingAsync(held, stop);
        if (suspects.Count > 0)
        {
            await Task.Delay(LookAgain, stop);
            lock (gate)
                suspects = [.. suspects.Where(one =>
                    entries.TryGet(one.Key, out var still) && still == one.Value && IsShown(still))];
            suspects = await DifferingAsync(suspects, stop);
        }

        return new(
            database.Nodes.Timeline, held.Length, "",
            [.. suspects.Select(one => one.Value.Subjects.FirstOrDefault())]);
    }

    /// <summary>Everybody's copies are dropped, here at once.</summary>
    public async Task DropAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        tx.Append(new CopiesDropped(Id.New()));
        await tx.CommitAsync();
    }

    /// <summary>Drops what this process holds and knows.</summary>
    public void Clear()
    {
        lock (gate)
        {
            entries.Clear();
            (tombstones, olderTombstones, floor) = ([], [], 0);
        }
    }

    async Task<Entry> FillAsync<T>(
        string key, TimeSpan fresh, Entry? old, Func<Task<Func<Session, Task<Filled<T>>>>> ask, bool onPrimary)
        where T : class
    {
        await Task.Yield();
        Entry? entry = null;
        try
        {
            entry = await FromSharedAsync<T>(key, fresh);
            if (entry is not null) return entry = AsBefore(key, entry);
            entry = AsBefore(key, await FromDatabaseAsync(await ask(), onPrimary));
            if (shared is not InProcessStore && IsSure(entry)) await shared.SetAsync(SharedKey(key), Pack(entry), Keep);
            return entry;
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException && IsOld(old))
        {
            Count("old");
            return old!;
        }
        finally
        {
            lock (gate)
            {
                filling.Remove(key);
                if (entry?.Copy is not null && Holds(entry))
                    entries.Put(
                        key, entry with { Fresh = fresh, Read = Reading(ask) },
                        EntryBytes + 2 * key.Length + 2L * entry.Json.Body.Length + entry.Json.Weight);
            }
        }
    }

    // What reads as it did keeps its bytes: they are compressed already, and what was made of them still stands.
    Entry AsBefore(string key, Entry entry)
    {
        lock (gate)
            return entry.Copy is not null && entries.TryGet(key, out var before)
                && before.Json.Body.AsSpan().SequenceEqual(entry.Json.Body)
                ? entry with { Copy = before.Copy, Json = before.Json }
                : entry;
    }

    async Task<IReadOnlyList<KeyValuePair<string, Entry>>> DifferingAsync(
        IReadOnlyList<KeyValuePair<string, Entry>> held, CancellationToken stop)
    {
        var differing = new List<KeyValuePair<string, Entry>>();
        foreach (var one in held)
        {
            var now = await one.Value.Read!(stop);
            if (!now.AsSpan().SequenceEqual(one.Value.Json.Body)) differing.Add(one);
        }

        return differing;
    }

    Func<CancellationToken, Task<byte[]>> Reading<T>(Func<Task<Func<Session, Task<Filled<T>>>>> ask)
        where T : class => async stop =>
        {
            var fill = await ask();
            await using var session = await database.ReadFreshAsync(stop);
            return (await fill(session)).Value is { } value ? Rendered.Of(value).Body : [];
        };

    bool IsSure(Entry entry)
    {
        lock (gate) return entry.Copy is not null && Holds(entry);
    }

    // Called under the gate.
    bool IsShown(Entry entry) => Holds(entry) && clock.GetUtcNow() - entry.MadeAt < entry.Fresh;

    bool IsOld(Entry? old) => old is not null && clock.GetUtcNow() - old.MadeAt < Keep;

    async Task<Entry> FromDatabaseAsync<T>(Func<Session, Task<Filled<T>>> fill, bool onPrimary) where T : class
    {
        Count("filled");
        await using var session = onPrimary ? await database.ReadFreshAsync() : await database.ReadAsync();
        await database.InstallationAsync(session);
        var (horizon, next) = await session.OneAsync<(long, long)>(HorizonSql);
        var (value, subjects) = await fill(session);
        if (value is null) return new Entry(null, Nothing, horizon, [], default);
        Guid[] about = [.. subjects.Distinct()];
        if (!onPrimary && database.Nodes.AreSeveral && IsBehind(about, next))
            return await FromDatabaseAsync(fill, onPrimary: true);
        var json = Rendered.Kept(value);
        return new(Entry.CopyOf(value, json), json, horizon, about, clock.GetUtcNow());
    }

    // Read before a change this process knows of, as on a replica that has yet to come to it: nobody is shown that.
    bool IsBehind(Guid[] subjects, long next)
    {
        lock (gate) return subjects.Any(subject => LastChangeOf(subject) >= next);
    }

    async Task<Entry?> FromSharedAsync<T>(string key, TimeSpan fresh) where T : class
    {
        if (shared is InProcessStore || database.Installation is null || news.DeafUntil is not { } deaf) return null;
        if (await shared.GetAsync(SharedKey(key)) is not { } bytes || Unpack(bytes.Span) is not { } entry) return null;
        if (entry.Horizon <= deaf || clock.GetUtcNow() - entry.MadeAt >= fresh) return null;
        lock (gate)
            if (!Holds(entry)) return null;
        Count("shared");
        return entry with
        {
            Copy = Entry.CopyOf(JsonSerializer.Deserialize<T>(entry.Json.Body, Json.Options)!, entry.Json),
        };
    }

    // Several installations may share a store.
    string SharedKey(string key) => $"feria:{database.Installation}:{database.Nodes.Timeline}:{Build}:{key}";

    // Called under the gate.
    bool Holds(Entry entry)
    {
        if (entry.Horizon <= floor || clock.GetUtcNow() - entry.MadeAt >= Keep) return false;
        foreach (var subject in entry.Subjects)
            if (entry.Horizon <= LastChangeOf(subject)) return false;
        return true;
    }

    long LastChangeOf(Guid subject) => tombstones.TryGetValue(subject, out var last)
        || olderTombstones.TryGetValue(subject, out last) ? last : 0;

    // What changed longer ago than a copy lives need not be remembered; of too much at once, only the last.
    void Remember(IReadOnlyCollection<Change> changes)
    {
        lock (gate)
        {
            if (clock.GetUtcNow() - turnedAt > Keep)
                (olderTombstones, tombstones, turnedAt) = (tombstones, [], clock.GetUtcNow());
            foreach (var change in changes.Where(change => change.Subject == DropAll))
                floor = Math.Max(floor, change.Tx);
            foreach (var change in changes)
                tombstones[change.Subject] = Math.Max(change.Tx, LastChangeOf(change.Subject));
            if (tombstones.Count + olderTombstones.Count <= MostTombstones) return;
            floor = Math.Max(floor, tombstones.Values.Concat(olderTombstones.Values).Max());
            (olderTombstones, tombstones) = ([], []);
        }
    }

    static byte[] Pack(Entry entry)
    {
        var packed = new byte[20 + 16 * entry.Subjects.Length + entry.Json.Body.Length];
        BinaryPrimitives.WriteInt64LittleEndian(packed, entry.Horizon);
        BinaryPrimitives.WriteInt64LittleEndian(packed.AsSpan(8), entry.MadeAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(16), entry.Subjects.Length);
        for (var i = 0; i < entry.Subjects.Length; i++) entry.Subjects[i].TryWriteBytes(packed.AsSpan(20 + 16 * i));
        entry.Json.Body.CopyTo(packed.AsSpan(20 + 16 * entry.Subjects.Length));
        return packed;
    }

    static Entry? Unpack(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < 20) return null;
        var count = BinaryPrimitives.ReadInt32LittleEndian(packed[16..]);
        if (count < 0 || packed.Length < 20 + 16L * count) return null;
        var subjects = new Guid[count];
        for (var i = 0; i < count; i++) subjects[i] = new Guid(packed.Slice(20 + 16 * i, 16));
        return new(
            null, new(packed[(20 + 16 * count)..].ToArray()), BinaryPrimitives.ReadInt64LittleEndian(packed), subjects,
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(packed[8..])));
    }

    static void Count(string where) => Asked.Add(1, new KeyValuePair<string, object?>("found", where));

    const string HorizonSql = """
        -- kernel.cache.horizon
        select pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint from pg_current_snapshot() s
        """;
}
