using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Feria.Telemetry;

/// <summary>Listens to the meters of this process and writes them in Prometheus's text format.</summary>
public sealed class Prometheus : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime",
        "Npgsql", "Feria",
    ];

    // By name, because several instruments may share one and a page may not say its type twice.
    readonly ConcurrentDictionary<string, Series> series = [];
    readonly MeterListener listener;

    public Prometheus(params string[] meters)
    {
        listener = new() { InstrumentPublished = (instrument, listening) =>
        {
            if (!meters.Contains(instrument.Meter.Name)) return;
            var one = series.GetOrAdd(instrument.Name, _ => new Series(instrument));
            listening.EnableMeasurementEvents(instrument, one);
        } };
        Listen<byte>(value => value);
        Listen<short>(value => value);
        Listen<int>(value => value);
        Listen<long>(value => value);
        Listen<float>(value => value);
        Listen<double>(value => value);
        Listen<decimal>(value => (double)value);
        listener.Start();
    }

    /// <summary>The page a Prometheus server reads.</summary>
    public string Page()
    {
        listener.RecordObservableInstruments();
        var page = new StringBuilder();
        foreach (var one in series.Values.OrderBy(one => one.Name, StringComparer.Ordinal)) one.Write(page);
        return page.ToString();
    }

    public void Dispose() => listener.Dispose();

    void Listen<T>(Func<T, double> number) where T : struct =>
        listener.SetMeasurementEventCallback<T>((_, value, tags, one) => ((Series)one!).Record(number(value), tags));
}
