using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Feria.Telemetry;

/// <summary>
/// Traces and meters to an OpenTelemetry collector, only where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one:
/// without it nothing is recorded and nothing is paid.
/// </summary>
public static class Traces
{
    static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Feria"];

    public static void AddTraces(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint) return;

        var resource = ResourceBuilder.CreateDefault().AddService("feria");
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(
                builder.Configuration.GetValue("Feria:TraceRatio", 0.1))))
            .AddSource(Sources)
            .AddProcessor(new Guard())
            .AddOtlpExporter(options => Aim(options, "v1/traces"))
            .Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Prometheus.Meters)
            .AddOtlpExporter(options => Aim(options, "v1/metrics"))
            .Build());
        builder.Services.AddHostedService<Start>();

        void Aim(OtlpExporterOptions options, string path)
        {
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
            options.Endpoint = new Uri($"{endpoint.TrimEnd('/')}/{path}");
        }
    }

    // Addresses hold what people type: a path is guarded, a query is nobody's business.
    sealed class Guard : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity activity)
        {
            activity.SetTag("url.query", null);
            foreach (var (name, value) in activity.TagObjects.ToList())
                if (value is string text && Discreet.Text(text) is var discreet && discreet != text)
                    activity.SetTag(name, discreet);
        }
    }

    // Providers work from the moment they exist, and nobody else would ask for them.
    sealed class Start(TracerProvider tracer, MeterProvider meter) : IHostedService
    {
        public Task StartAsync(CancellationToken stop) => Task.CompletedTask;

        public Task StopAsync(CancellationToken stop)
        {
            tracer.ForceFlush(2000);
            meter.ForceFlush(2000);
            return Task.CompletedTask;
        }
    }
}
