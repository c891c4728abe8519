using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Feria.Telemetry;

/// <summary>
/// The log: a JSON object a line on standard output, or a plain line for a person at a terminal
/// (<c>Feria:PlainLogs</c>). Both pass <see cref="Discreet"/>.
/// </summary>
public static class Logs
{
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var plain = builder.Configuration.GetValue<bool>("Feria:PlainLogs");
        builder.Logging.ClearProviders();
        // Request lines hold addresses and query strings; metrics and traces tell the same without them.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddFilter("System", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Logging.AddConsole(console => console.FormatterName = plain ? PlainLine.Id : JsonLine.Id);
        builder.Logging.AddConsoleFormatter<JsonLine, ConsoleFormatterOptions>();
        builder.Logging.AddConsoleFormatter<PlainLine, ConsoleFormatterOptions>();
    }

    static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "info",
        _ => "debug",
    };

    /// <summary>One JSON object a line: when, how bad, where, what, and the trace it belongs to.</summary>
    public sealed class JsonLine() : ConsoleFormatter(Id)
    {
        public const string Id = "feria-json";

        public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                json.WriteString("at", DateTimeOffset.UtcNow);
                json.WriteString("level", Level(entry.LogLevel));
                json.WriteString("from", entry.Category);
                json.WriteString("message", Discreet.Text(entry.Formatter(entry.State, entry.Exception)));
                if (Activity.Current is { } activity)
                {
                    json.WriteString("trace", activity.TraceId.ToHexString());
                    json.WriteString("span", activity.SpanId.ToHexString());
                }

                if (entry.State is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 1 } values)
                    WriteValues(json, values);
                if (entry.Exception is { } fault) json.WriteString("exception", Discreet.Text(fault.ToString()));
                json.WriteEndObject();
            }

            writer.WriteLine(System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
        }

        static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            json.WriteStartObject("values");
            foreach (var (name, value) in values)
                if (name != "{OriginalFormat}")
                    json.WriteString(name, Discreet.Text(Convert.ToString(value, null) ?? ""));
            json.WriteEndObject();
        }
    }

    /// <summary>One line for a person, with the stack only where something broke.</summary>
    public sealed class PlainLine() : ConsoleFormatter(Id)
    {
        public const string Id = "feria-plain";

        public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
        {
            var message = Discreet.Text(entry.Formatter(entry.State, entry.Exception));
            writer.WriteLine($"{DateTimeOffset.UtcNow:HH:mm:ss}Z {Level(entry.LogLevel)} {message}");
            if (entry.Exception is { } fault && entry.LogLevel >= LogLevel.Error)
                writer.WriteLine(Discreet.Text(fault.ToString()));
        }
    }
}
