using System.Buffers;
using System.Text.Json;

namespace Feria.Adapters.Kafka;

/// <summary>An event as it goes outside: CloudEvents 1.0, structured JSON.</summary>
public static class CloudEvent
{
    public const string ContentType = "application/cloudevents+json; charset=UTF-8";

    /// <summary>Its place in the log, as text that sorts as places do.</summary>
    public static string Sequence(long visibleFrom, long seq) => $"{visibleFrom:D19}.{seq:D19}";

    public static byte[] Write(LoggedEvent said, string region)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion"u8, "1.0"u8);
            json.WriteString("id"u8, said.Id);
            json.WriteString("source"u8, $"/feria/{region}");
            json.WriteString("type"u8, said.Kind);
            json.WriteString("subject"u8, said.Key);
            json.WriteString("time"u8, DateTime.SpecifyKind(said.At, DateTimeKind.Utc));
            json.WriteString("datacontenttype"u8, "application/json"u8);
            json.WriteString("partitionkey"u8, said.Key);
            json.WriteString("sequence"u8, Sequence(said.VisibleFrom, said.Seq));
            json.WritePropertyName("data"u8);
            json.WriteRawValue(said.Body);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
