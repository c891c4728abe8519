using System.Diagnostics;

namespace Feria.Reads.Tests;

/// <summary>
/// The statements that were run for a request, and for no other: the driver tells of each, in the trace of whoever
/// asked. What the process does for all together (following the search index, running reactions) is in nobody's trace.
/// </summary>
public static class Statements
{
    static readonly Lock Gate = new();
    static readonly Dictionary<ActivityTraceId, List<string>> Heard = [];

    static Statements() => ActivitySource.AddActivityListener(new()
    {
        ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
        Sample = (ref _) => ActivitySamplingResult.AllData,
        ActivityStopped = Hear,
    });

    /// <summary>The answer, and the statements' names in the order they ended.</summary>
    public static async Task<(HttpResponseMessage Answer, IReadOnlyList<string> Names)> OfAsync(
        HttpClient http, HttpRequestMessage message)
    {
        using var asking = new Activity("ask").SetIdFormat(ActivityIdFormat.W3C).Start();
        lock (Gate) Heard[asking.TraceId] = [];
        var answer = await http.SendAsync(message);
        await answer.Content.LoadIntoBufferAsync();
        lock (Gate) return Heard.Remove(asking.TraceId, out var names) ? (answer, names) : (answer, []);
    }

    static void Hear(Activity done)
    {
        if (done.Source.Name != "Npgsql" || done.GetTagItem("db.query.text") is not string sql) return;
        lock (Gate)
            if (Heard.TryGetValue(done.TraceId, out var names))
                names.Add(sql.Split('\n')[0].TrimStart('-', ' '));
    }
}
