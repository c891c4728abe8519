using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Integrations;

/// <summary>Notes by the hour that keys are used, beside the requests that use them, many at a time.</summary>
sealed class NoteUse(Database database, TimeProvider clock, ILogger<NoteUse> log) : BackgroundService
{
    static readonly TimeSpan Often = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Coarse = TimeSpan.FromHours(1);

    // As many as there are keys in use, at most.
    readonly ConcurrentDictionary<Guid, byte> seen = [];
    readonly Dictionary<Guid, DateTimeOffset> noted = [];

    public void Saw(Guid key) => seen.TryAdd(key, 0);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), Often, stop);
            await Patiently.DoAsync(() => NoteAsync(stop), log, stop);
        }
    }

    internal async Task NoteAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        foreach (var old in noted.Where(one => now - one.Value >= Coarse).Select(one => one.Key).ToList())
            noted.Remove(old);
        Guid[] keys = [.. seen.Keys.Where(key => !noted.ContainsKey(key))];
        seen.Clear();
        if (keys.Length == 0) return;
        await using (var tx = await database.WriteAsync(stop))
        {
            var before = (now - Coarse).UtcDateTime;
            if (await tx.ExecuteAsync(NoteSql, new { keys, now = now.UtcDateTime, before }) > 0)
                await tx.CommitAsync();
        }

        foreach (var key in keys) noted[key] = now;
    }

    // What another process is just noting is noted.
    const string NoteSql = """
        -- integrations.note-use.note
        update integrations.api_key
        set used_at = @now
        where id = any(array(
            select id from integrations.api_key
            where id = any(@keys) and (used_at is null or used_at <= @before)
            for update skip locked))
        """;
}
